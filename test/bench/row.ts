/** One measurement. `npm run bench` prints its figures; a missed goal is printed and does not fail the run. */
export interface BenchRow {
  readonly description: string;
  readonly run: (length: BenchLength) => Promise<BenchResult>;
}

/** `short` proves in seconds that a row runs, and its figures mean little. */
export type BenchLength = 'short' | 'full' | 'long';

export interface BenchResult {
  readonly figures: Readonly<Record<string, number | string>>;
  readonly goals: readonly Goal[];
}

/** A figure and its limit. */
export interface Goal {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly relation: '≤' | '≥';
  readonly limit: number;
}

export const isReached = ({ value, relation, limit }: Goal): boolean =>
  relation === '≤' ? value <= limit : value >= limit;
