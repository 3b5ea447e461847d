import type { PooledNumber, Verdict } from '../core/events.ts';
import type { StartedDebate } from '../core/state.ts';
import {
  type AgentEstimate,
  estimateMax,
  formatEstimate,
  isWithinTolerance,
  poolNumbers,
} from '../questions/pool-numbers.ts';
import { heldPositions } from './position-history.ts';

/** The numbers held at the end of a round. */
const heldEstimates = ({ turns, settings }: StartedDebate, round: number): readonly AgentEstimate[] =>
  settings.panel.flatMap(({ id: agent }) => {
    const estimate = heldPositions(turns, agent, round).at(-1)?.position.estimate;
    return estimate ? [{ agent, estimate }] : [];
  });

/** These numbers as one; null when no agent states one. */
export const poolEstimates = (debate: StartedDebate, round: number): PooledNumber | null =>
  poolNumbers(heldEstimates(debate, round));

/** Whether other numbers of some agents could have moved the pooled one by more than the tolerance. */
export function couldMovePool(
  debate: StartedDebate,
  agents: readonly string[],
  pooled: PooledNumber,
): boolean {
  const others = heldEstimates(debate, debate.round).filter(({ agent }) => !agents.includes(agent));
  return [-estimateMax, estimateMax].some((value) => {
    const extremes = agents.map((agent) => ({ agent, estimate: { ...pooled, value } }));
    const moved = poolNumbers([...others, ...extremes]);
    return moved === null || !isWithinTolerance(pooled, moved);
  });
}

/** What the pooled number decides: it adopts every agent that is no outlier. */
export function describePool(
  debate: StartedDebate,
): Pick<Verdict, 'choice' | 'number' | 'tied'> & { readonly adopts: readonly string[] } {
  const number = poolEstimates(debate, debate.round);
  if (!number) throw new Error('a decision by numbers without any');
  const holders = debate.settings.panel.filter(
    ({ id }) => heldPositions(debate.turns, id, debate.round).length > 0,
  );
  return {
    choice: formatEstimate(number),
    number,
    tied: false,
    adopts: holders.map(({ id }) => id).filter((id) => !number.outliers.includes(id)),
  };
}
