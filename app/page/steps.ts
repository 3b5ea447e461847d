import type { Phase } from '../debate/events.ts';
import type { DebateView } from '../debate/view.ts';

/** One step of a debate's course, for the rail and the transcript. */
export interface Step {
  readonly phase: Phase;
  readonly round: number;
  readonly state: 'done' | 'now' | 'later';
}

/** All steps that the debate has, or may still come to; once it goes to its decision, only those it went through. */
export function stepsOf(view: DebateView): readonly Step[] {
  const rounds = view.stop === null && isOpen(view) ? (view.settings?.rounds ?? 0) : view.round;
  const steps: { phase: Phase; round: number }[] = [{ phase: 'propose', round: 0 }];
  for (let round = 1; round <= rounds; round += 1)
    steps.push({ phase: 'critique', round }, { phase: 'revise', round });
  const taken = (step: { phase: Phase; round: number }) => turnsOf(view, step).length > 0;
  const kept = view.stop === null && isOpen(view) ? steps : steps.filter(taken);
  const all = [...kept, { phase: 'decide' as const, round: view.round }];
  const now = all.findIndex(
    ({ phase, round }) => phase === view.phase && (phase === 'decide' || round === view.round),
  );
  return all.map((step, index) => ({ ...step, state: stateOf(view, index, now) }));
}

function stateOf(view: DebateView, index: number, now: number): Step['state'] {
  if (view.status === 'decided' || index < now) return 'done';
  if (index > now) return 'later';
  return isOpen(view) ? 'now' : 'later';
}

/** The turns of a step. */
export const turnsOf = (view: DebateView, { phase, round }: { phase: Phase; round: number }) =>
  view.turns.filter((turn) => turn.phase === phase && (phase === 'decide' || turn.round === round));

/** Whether the debate still goes on. */
export const isOpen = ({ status }: Pick<DebateView, 'status'>): boolean =>
  status === 'waiting' || status === 'running' || status === 'paused';
