import type { Phase } from '../../debate/core/events.ts';
import { roundPhases } from '../../debate/core/protocol.ts';
import type { DebateView } from '../../debate/views/debate.ts';

/** One phase of one round, for the stepper and the transcript. */
export interface DebateStep {
  readonly phase: Phase;
  readonly round: number;
  readonly state: 'done' | 'now' | 'later' | 'skipped';
}

/** All steps that the debate may reach; from the decision on, only those it went through. */
export function debateSteps(view: DebateView): readonly DebateStep[] {
  const rounds = view.stop === null && isDebateOpen(view) ? (view.settings?.rounds ?? 0) : view.round;
  const steps: { phase: Phase; round: number }[] = [{ phase: 'propose', round: 0 }];
  const phases = view.settings?.phases ?? roundPhases;
  for (let round = 1; round <= rounds; round += 1) steps.push(...phases.map((phase) => ({ phase, round })));
  const hasTurns = (step: { phase: Phase; round: number }) => turnsOfStep(view, step).length > 0;
  const possible = view.stop === null && isDebateOpen(view) ? steps : steps.filter(hasTurns);
  const all = [...possible, { phase: 'decide' as const, round: view.round }];
  const currentIndex = all.findIndex(
    ({ phase, round }) => phase === view.phase && (phase === 'decide' || round === view.round),
  );
  const hasRun = (step: { phase: Phase; round: number }) =>
    turnsOfStep(view, step).some(({ status }) => status === 'completed');
  return all.map((step, index) => {
    const state = stepState(view, index, currentIndex);
    // A phase whose turns were all interrupted is not done.
    return { ...step, state: state === 'done' && !hasRun(step) ? 'skipped' : state };
  });
}

function stepState(
  view: DebateView,
  index: number,
  currentIndex: number,
): Exclude<DebateStep['state'], 'skipped'> {
  if (view.status === 'decided' || index < currentIndex) return 'done';
  if (index > currentIndex) return 'later';
  return isDebateOpen(view) ? 'now' : 'later';
}

export const turnsOfStep = (view: DebateView, { phase, round }: { phase: Phase; round: number }) =>
  view.turns.filter((turn) => turn.phase === phase && (phase === 'decide' || turn.round === round));

export const isDebateOpen = ({ status }: Pick<DebateView, 'status'>): boolean =>
  status === 'waiting' || status === 'running' || status === 'paused';
