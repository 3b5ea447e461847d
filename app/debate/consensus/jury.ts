import type { Juror } from '../core/events.ts';
import type { StartedDebate } from '../core/state.ts';
import type { Judgement } from './judgement.ts';

/** What each judge of a jury decided. */
export const listJurors = (judgements: readonly Judgement[]): readonly Juror[] =>
  judgements.map(({ seat, outcome: { choice, comparison } }) => ({
    seat,
    ...(choice !== undefined && { choice }),
    adopts: comparison?.adopts ?? null,
  }));

/**
 * The judgement that speaks for the jury: of a closed question the first one of the choice that most judges made, of an
 * open one that whose adopted positions are closest to those that most judges adopt. The order of the jury breaks ties.
 */
export function findSpokesman(debate: StartedDebate, judgements: readonly Judgement[]): Judgement | null {
  const score = debate.settings.options
    ? ({ outcome }: Judgement) => judgements.filter((other) => other.outcome.choice === outcome.choice).length
    : closenessToMajority(judgements);
  return judgements.reduce<Judgement | null>(
    (best, judgement) => (best === null || score(judgement) > score(best) ? judgement : best),
    null,
  );
}

function closenessToMajority(judgements: readonly Judgement[]) {
  const adoptedBy = (judgement: Judgement) => judgement.outcome.comparison?.adopts ?? [];
  const agents = [...new Set(judgements.flatMap(adoptedBy))];
  const majority = agents.filter(
    (agent) =>
      judgements.filter((judgement) => adoptedBy(judgement).includes(agent)).length * 2 > judgements.length,
  );
  return (judgement: Judgement): number => {
    const adopted = adoptedBy(judgement);
    const union = new Set([...majority, ...adopted]).size;
    const shared = adopted.filter((agent) => majority.includes(agent)).length;
    return union === 0 ? 1 : shared / union;
  };
}
