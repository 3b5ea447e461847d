import type { MeasuredDebate } from './measure-debate.ts';
import { mean } from './statistics.ts';

const answersMin = 3;

/**
 * How many blind answers of a model cost as much as a debate did: odd, so that fewer votes tie, and at least three. An
 * answer costs what those of the model cost in the debate, or those of the panel when it has no seat there.
 */
export function countAffordableAnswers(
  { seats, spent }: MeasuredDebate,
  model: string,
  answersMax: number,
): number {
  const own = seats.filter((seat) => seat.model === model && seat.blindSpent.tokens > 0);
  const priced = own.length > 0 ? own : seats.filter(({ blindSpent }) => blindSpent.tokens > 0);
  const unit = spent.usd > 0 ? 'usd' : 'tokens';
  const cost = mean(priced.map(({ blindSpent }) => blindSpent[unit])) ?? 0;
  const affordable = cost > 0 ? Math.floor(spent[unit] / cost) : answersMin;
  const highest = Math.max(answersMin, Math.min(affordable, answersMax));
  return highest % 2 === 0 ? highest - 1 : highest;
}
