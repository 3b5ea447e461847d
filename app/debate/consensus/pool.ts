import type { PooledNumber, Verdict } from '../core/events.ts';
import type { StartedDebate } from '../core/state.ts';
import { formatEstimate, poolNumbers } from '../questions/pool-numbers.ts';
import { heldPositions } from './position-history.ts';

/** The numbers held at the end of a round as one; null when no agent states one. */
export const poolEstimates = ({ turns, settings }: StartedDebate, round: number): PooledNumber | null =>
  poolNumbers(
    settings.panel.flatMap(({ id: agent }) => {
      const estimate = heldPositions(turns, agent, round).at(-1)?.position.estimate;
      return estimate ? [{ agent, estimate }] : [];
    }),
  );

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
