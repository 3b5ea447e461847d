import type { DecisionRecord } from '../record/decision-record.ts';

/** Begins a sentence. */
export function deciderName(method: DecisionRecord['method']): string {
  if (method === 'trajectory') return 'The votes of all rounds';
  if (method === 'ranking') return 'The ranking of the answers';
  return method === 'jury' ? 'The jury' : 'The judge';
}

/** What decides a closed or a numeric question without a judge. */
export const voteNames = {
  vote: 'final vote of the panel',
  trajectory: 'votes of the panel in all rounds',
  ranking: 'final vote of the panel, weighted by its ranking of the answers',
  pool: "medians of the panel's numbers and of their bounds",
} as const;

export const isVote = (method: DecisionRecord['method']): method is keyof typeof voteNames =>
  method !== null && method in voteNames;

/** Who or what made the decision. */
export function describeMethod(record: DecisionRecord, nameOf: (agent: string) => string): string {
  const { method, judgedBy, jurors } = record;
  if (isVote(method))
    return judgedBy === null ? voteNames[method] : `${voteNames[method]}, explained by ${nameOf(judgedBy)}`;
  if (jurors && judgedBy !== null)
    return `a jury of ${jurors.length}, for which ${nameOf(judgedBy)} wrote the answer`;
  return record.judgedBy === null
    ? 'not decided'
    : `${nameOf(record.judgedBy)}, after comparing the positions`;
}
