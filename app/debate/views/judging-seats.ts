import type { Seat } from '../core/events.ts';
import { baselineSeats } from '../core/state.ts';
import type { DebateView } from './debate.ts';

/** The seats of the decision: the judge, a member of the panel in its place, and the judge of the blind answers. */
export function judgingSeats({ settings, turns }: DebateView): readonly Seat[] {
  if (!settings) return [];
  const hasJudged = ({ id }: Seat) => turns.some(({ agent, phase }) => agent === id && phase === 'decide');
  const others = [...settings.panel, ...baselineSeats(settings)];
  return [settings.judge, ...others.filter(hasJudged).map((seat): Seat => ({ ...seat, role: 'judge' }))];
}
