import type { StartedDebate } from '../core/state.ts';

/** The stances of an agent's latest critique or revision. After a failed revision, its critique still counts. */
export function latestStances(debate: StartedDebate, agent: string) {
  const turn = debate.turns.findLast(
    ({ agent: speaker, outcome }) =>
      speaker === agent && (outcome?.phase === 'revise' || outcome?.phase === 'critique'),
  );
  return turn?.outcome?.phase === 'revise' || turn?.outcome?.phase === 'critique' ? turn.outcome.stances : [];
}
