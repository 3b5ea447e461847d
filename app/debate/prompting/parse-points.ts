import { type Members, ReplyProblem, requireObject } from './reply-members.ts';

/** What an answer is scored for in a ranking. */
export const rankingCriteria: readonly string[] = ['correct', 'supported', 'complete'];

export const criterionPointsMax = 10;

/** The sum of the scores of an answer. */
export function parsePoints(stance: Members): number {
  const scores = requireObject(stance.scores, '"scores"');
  return rankingCriteria.reduce((sum, criterion) => sum + parseScore(scores[criterion], criterion), 0);
}

function parseScore(value: unknown, criterion: string): number {
  const number = typeof value === 'string' ? Number(value.replace(/\s*\/\s*10$/, '')) : value;
  if (typeof number === 'number' && value !== '' && number >= 0 && number <= criterionPointsMax)
    return number;
  throw new ReplyProblem(`"${criterion}" in "scores" must be a number from 0 to ${criterionPointsMax}`);
}
