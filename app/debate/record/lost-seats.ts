import { type EndedDebate, positionHistory } from '../core/state.ts';

/** Agents that lost a turn for good, and whether their votes or arguments could have changed the outcome. */
export interface LostSeats {
  readonly agents: readonly string[];
  readonly couldHaveChanged: boolean;
}

/** Null when every agent spoke in every round. */
export function findLostSeats(state: EndedDebate): LostSeats | null {
  const agents = state.settings.panel
    .map(({ id }) => id)
    .filter((id) =>
      state.turns.some(
        ({ agent, status, phase }) => agent === id && status === 'failed' && phase !== 'decide',
      ),
    );
  return agents.length === 0 ? null : { agents, couldHaveChanged: couldChange(state, agents) };
}

/**
 * A lost seat without a position could have added one vote; one that holds a position could have moved it, which takes
 * a vote from the winner, or adds one to the runner-up, or both.
 */
function couldChange(state: EndedDebate, lost: readonly string[]): boolean {
  if (state.end.status !== 'decided') return true;
  const { groups } = state.end.agreement;
  const adopts = state.end.verdict.adopts ?? groups[0] ?? [];
  const winner = groups.find((group) => group.some((agent) => adopts.includes(agent))) ?? groups[0] ?? [];
  const runnerUp = Math.max(0, ...groups.filter((group) => group !== winner).map((group) => group.length));
  const swing = lost.reduce((sum, agent) => {
    const holds = positionHistory(state, agent).length > 0;
    return sum + (holds && winner.includes(agent) ? 2 : 1);
  }, 0);
  return swing >= winner.length - runnerUp;
}
