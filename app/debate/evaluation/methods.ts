import type { Amount } from '../core/state.ts';
import type { MeasuredDebate } from './measure-debate.ts';
import { createProportion, mean, median, type Proportion } from './statistics.ts';

/** A question with a known answer, and what a debate made of it. */
export interface EvaluationResult {
  /** The id of the question. */
  readonly id: string;
  readonly answer: string;
  readonly measured: MeasuredDebate;
  /** The same question, asked as often of one model as the debate's cost allows; its blind majority is the answer. */
  readonly selfConsistency?: MeasuredDebate;
}

/** Ways to answer a question, all of which one debate shows. */
export const answerMethods = [
  'mean-seat',
  'best-seat',
  'blind-majority',
  'final-vote',
  'trajectory',
  'judge',
  'decision',
  'self-consistency',
] as const;

export type AnswerMethod = (typeof answerMethods)[number];

/** A question as one method answers it. */
export interface ScoredQuestion {
  /** 1 when right, 0 when wrong or without an answer; between them for a mean of seats. */
  readonly score: number;
  readonly hasAnswer: boolean;
  readonly spent: Amount;
  readonly seconds: number;
}

export interface MethodReport {
  readonly method: AnswerMethod;
  readonly accuracy: Proportion;
  /** Questions without an answer, such as a tie; they count as wrong. */
  readonly withoutAnswer: number;
  readonly spent: Amount;
  /** Null when no answer is right. */
  readonly usdPerRight: number | null;
  readonly tokensPerRight: number | null;
  readonly secondsMedian: number | null;
}

/** The questions as a method answers them, in order; null when the method was not measured for all of them. */
export function scoreQuestions(
  method: AnswerMethod,
  results: readonly EvaluationResult[],
): readonly ScoredQuestion[] | null {
  if (method === 'judge' && results.every(({ measured }) => measured.judge === undefined)) return null;
  const bestSeat = method === 'best-seat' ? findBestSeat(results) : null;
  const scored = results.flatMap((result) => scoreQuestion(method, result, bestSeat) ?? []);
  return results.length > 0 && scored.length === results.length ? scored : null;
}

function scoreQuestion(
  method: AnswerMethod,
  { answer, measured, selfConsistency }: EvaluationResult,
  bestSeat: string | null,
): ScoredQuestion | null {
  const { spent, seconds, blindSpent, blindSeconds } = measured;
  const score = (choice: string | null, cost: Pick<ScoredQuestion, 'spent' | 'seconds'>) => ({
    score: choice === answer ? 1 : 0,
    hasAnswer: choice !== null,
    ...cost,
  });
  const whole = { spent, seconds };
  switch (method) {
    case 'mean-seat':
      return scoreMeanSeat(answer, measured);
    case 'best-seat': {
      const seat = measured.seats.find((other) => other.seat === bestSeat);
      const cost = { spent: seat?.blindSpent ?? { usd: 0, tokens: 0 }, seconds: blindSeconds };
      return score(seat?.blind?.choice ?? null, cost);
    }
    case 'blind-majority':
      return score(measured.blindMajority, { spent: blindSpent, seconds: blindSeconds });
    case 'final-vote':
      return score(measured.finalVote, whole);
    case 'trajectory':
      return score(measured.trajectory, whole);
    case 'judge':
      return score(measured.judge ?? null, whole);
    case 'decision':
      return score(measured.decision, whole);
    case 'self-consistency':
      return selfConsistency
        ? score(selfConsistency.blindMajority, {
            spent: selfConsistency.blindSpent,
            seconds: selfConsistency.blindSeconds,
          })
        : null;
  }
}

/** What one seat, drawn by chance from those that answered blind, would have answered. */
function scoreMeanSeat(answer: string, { seats, blindSeconds }: MeasuredDebate): ScoredQuestion {
  const answered = seats.filter(({ blind }) => blind !== null);
  const meanOf = (select: (seat: (typeof answered)[number]) => number) => mean(answered.map(select)) ?? 0;
  return {
    score: meanOf(({ blind }) => (blind?.choice === answer ? 1 : 0)),
    hasAnswer: answered.length > 0,
    spent: {
      usd: meanOf(({ blindSpent }) => blindSpent.usd),
      tokens: meanOf(({ blindSpent }) => blindSpent.tokens),
    },
    seconds: blindSeconds,
  };
}

/** The seat with the most right blind answers, the first of equals. */
export function findBestSeat(results: readonly EvaluationResult[]): string | null {
  const rights = new Map<string, number>();
  for (const { answer, measured } of results)
    for (const { seat, blind } of measured.seats)
      rights.set(seat, (rights.get(seat) ?? 0) + Number(blind?.choice === answer));
  const most = Math.max(...rights.values());
  return [...rights].find(([, right]) => right === most)?.[0] ?? null;
}

export function reportMethod(method: AnswerMethod, scored: readonly ScoredQuestion[]): MethodReport {
  const total = (select: (one: ScoredQuestion) => number) =>
    scored.reduce((sum, one) => sum + select(one), 0);
  const right = total(({ score }) => score);
  const spent = { usd: total((one) => one.spent.usd), tokens: total((one) => one.spent.tokens) };
  return {
    method,
    accuracy: createProportion(right, scored.length),
    withoutAnswer: scored.filter(({ hasAnswer }) => !hasAnswer).length,
    spent,
    usdPerRight: right > 0 ? spent.usd / right : null,
    tokensPerRight: right > 0 ? spent.tokens / right : null,
    secondsMedian: median(scored.map(({ seconds }) => seconds)),
  };
}
