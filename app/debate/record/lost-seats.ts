import { couldMovePool } from '../consensus/pool.ts';
import { commonFailure, describeFailure } from '../core/describe-failures.ts';
import { type EndedDebate, positionHistory } from '../core/state.ts';

/** Agents that lost a turn for good, and whether their votes or arguments could have changed the outcome. */
export interface LostSeats {
  readonly agents: readonly string[];
  readonly couldHaveChanged: boolean;
  /** The failure that all lost turns have in common, with what a person can do about it; absent if they differ. */
  readonly cause?: string;
}

/** Null when every agent spoke in every round. */
export function findLostSeats(state: EndedDebate): LostSeats | null {
  const lost = state.turns.filter(({ status, phase }) => status === 'failed' && phase !== 'decide');
  const agents = state.settings.panel
    .map(({ id }) => id)
    .filter((id) => lost.some(({ agent }) => agent === id));
  if (agents.length === 0) return null;
  const cause = commonFailure(lost.flatMap(({ failure }) => failure ?? []));
  return {
    agents,
    couldHaveChanged: couldChange(state, agents),
    ...(cause && { cause: describeFailure(cause) }),
  };
}

/**
 * A lost seat could have stated any number. To another question, one without a position could have added one vote; one
 * that holds a position could have moved it, which takes a vote from the winner, or adds one to the runner-up, or both.
 */
function couldChange(state: EndedDebate, lost: readonly string[]): boolean {
  if (state.end.status !== 'decided') return true;
  const { number } = state.end.verdict;
  if (number) return couldMovePool(state, lost, number);
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
