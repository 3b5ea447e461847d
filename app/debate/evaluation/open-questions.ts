import { seededNumbers } from '../../shared/seeded-numbers.ts';
import type { StoredEvent } from '../core/events.ts';
import type { Amount } from '../core/state.ts';
import { buildRecord, type DecisionRecord } from '../record/decision-record.ts';

/** A debate on an open question, with what the blind answers alone would have said. */
export interface OpenDebate {
  readonly debate: string;
  readonly question: string;
  readonly outcome: DecisionRecord['outcome'];
  readonly answer: string | null;
  /** By a judge that saw only the blind answers. Null: there was none, as when the blind answers decided. */
  readonly baseline: string | null;
  readonly spent: Amount;
  readonly seconds: number;
}

export interface OpenResult extends OpenDebate {
  /** The id of the question. */
  readonly id: string;
}

/** Null while the debate runs. */
export function measureOpenDebate(log: readonly StoredEvent[]): OpenDebate | null {
  const record = buildRecord(log);
  if (!record) return null;
  const { debate, question, outcome, answer, baseline, cost, startedAt, endedAt } = record;
  return {
    debate,
    question,
    outcome,
    answer,
    baseline: baseline.source === 'separate' ? baseline.answer : null,
    spent: { usd: cost.usd, tokens: cost.tokens },
    seconds: (Date.parse(endedAt) - Date.parse(startedAt)) / 1000,
  };
}

/** Two answers to compare without knowing which is the debate's. */
export interface BlindPair {
  readonly id: string;
  readonly question: string;
  readonly a: string;
  readonly b: string;
}

export interface BlindSheet {
  readonly pairs: readonly BlindPair[];
  /** The side of the debate's answer, by the id of the question. */
  readonly key: Readonly<Record<string, 'A' | 'B'>>;
  /** Ids of questions without two answers. */
  readonly leftOut: readonly string[];
}

/** The same results and seed give the same sheet. */
export function buildBlindSheet(results: readonly OpenResult[], seed: number): BlindSheet {
  const next = seededNumbers(seed);
  const sides = results
    .toSorted((a, b) => (a.id < b.id ? -1 : 1))
    .map((result) => ({ ...result, isDebateFirst: next() < 0.5 }));
  const pairs = sides.flatMap(({ id, question, answer, baseline, isDebateFirst }): readonly BlindPair[] => {
    if (answer === null || baseline === null) return [];
    return [{ id, question, ...(isDebateFirst ? { a: answer, b: baseline } : { a: baseline, b: answer }) }];
  });
  const paired = new Set(pairs.map(({ id }) => id));
  const isPaired = ({ id }: OpenResult) => paired.has(id);
  return {
    pairs,
    key: Object.fromEntries(
      sides.filter(isPaired).map(({ id, isDebateFirst }) => [id, isDebateFirst ? 'A' : 'B']),
    ),
    leftOut: sides.filter((result) => !isPaired(result)).map(({ id }) => id),
  };
}
