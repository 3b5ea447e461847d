import type { DebateSettings, Seat } from '../core/events.ts';
import { allSeats } from '../core/presets.ts';
import { baselineSeats, comparingSeats } from '../core/state.ts';
import type { DebateView } from './debate.ts';

/** All seats that may speak in a debate. */
export const speakingSeats = (settings: DebateSettings): readonly Seat[] => [
  ...allSeats(settings),
  ...baselineSeats(settings),
  ...comparingSeats(settings),
];

/** The seats of the decision: the judge, a member of the panel in its place, and the judge of the blind answers. */
export function judgingSeats({ settings, turns }: DebateView): readonly Seat[] {
  if (!settings) return [];
  const hasJudged = ({ id }: Seat) => turns.some(({ agent, phase }) => agent === id && phase === 'decide');
  const others = [...settings.panel, ...baselineSeats(settings), ...comparingSeats(settings)];
  return [
    settings.judge,
    ...(settings.jury ?? []),
    ...others.filter(hasJudged).map((seat): Seat => ({ ...seat, role: 'judge' })),
  ];
}
