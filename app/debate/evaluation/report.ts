import {
  type AnswerMethod,
  answerMethods,
  type EvaluationResult,
  findBestSeat,
  type MethodReport,
  reportMethod,
  type ScoredQuestion,
  scoreQuestions,
} from './methods.ts';
import { type ModelReport, reportModels } from './models.ts';
import { bootstrapInterval, detectableDifference, type Interval, mcNemarP, mean } from './statistics.ts';

/** `not-shown`: the questions do not show a difference; it does not mean that there is none. */
export type DebateFinding = 'helped' | 'hurt' | 'not-shown';

/** The decision against another way to answer, question by question. */
export interface MethodComparison {
  readonly against: AnswerMethod;
  /** Accuracy of the decision minus that of the other. */
  readonly difference: number;
  readonly interval: Interval;
  /** Questions on which the decision scores higher, and lower. */
  readonly better: number;
  readonly worse: number;
  /** The exact McNemar test; null for the mean of seats, whose scores are no yes or no. */
  readonly mcNemarP: number | null;
  readonly detectableDifference: number | null;
  readonly finding: DebateFinding;
}

/** Did the debates help? A function of the results alone, in any order. */
export interface EvaluationReport {
  /** The questions that count: those with at least one blind answer. */
  readonly questions: number;
  /** Ids of questions whose debate has no blind answer to compare with. */
  readonly leftOut: readonly string[];
  /** Ids of questions that count, but whose debate ended without a decision, which counts as wrong. */
  readonly undecided: readonly string[];
  readonly bestSeat: string | null;
  readonly methods: readonly MethodReport[];
  readonly comparisons: readonly MethodComparison[];
  readonly models: readonly ModelReport[];
  /** Tokens of models without a known price, which no amount in USD covers. */
  readonly unpricedTokens: number;
}

const comparedMethods: readonly AnswerMethod[] = [
  'blind-majority',
  'mean-seat',
  'best-seat',
  'self-consistency',
];

export function buildEvaluationReport(all: readonly EvaluationResult[], seed: number): EvaluationReport {
  const ordered = all.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const hasBlindAnswer = ({ measured }: EvaluationResult) => measured.seats.some(({ blind }) => blind);
  const results = ordered.filter(hasBlindAnswer);
  const idsOf = (some: readonly EvaluationResult[]) => some.map(({ id }) => id);
  const decisions = scoreQuestions('decision', results);
  return {
    questions: results.length,
    leftOut: idsOf(ordered.filter((result) => !hasBlindAnswer(result))),
    undecided: idsOf(results.filter(({ measured }) => measured.outcome !== 'decided')),
    bestSeat: findBestSeat(results),
    methods: answerMethods.flatMap((method) => {
      const scored = scoreQuestions(method, results);
      return scored ? [reportMethod(method, scored)] : [];
    }),
    comparisons: comparedMethods.flatMap((against) => {
      const others = scoreQuestions(against, results);
      return decisions && others ? [compareScores(against, decisions, others, seed)] : [];
    }),
    models: reportModels(results),
    unpricedTokens: results.reduce((sum, { measured }) => sum + measured.unpricedTokens, 0),
  };
}

const significanceLevel = 0.05;

function compareScores(
  against: AnswerMethod,
  decisions: readonly ScoredQuestion[],
  others: readonly ScoredQuestion[],
  seed: number,
): MethodComparison {
  const differences = decisions.map(({ score }, index) => score - (others[index]?.score ?? 0));
  const better = differences.filter((difference) => difference > 0).length;
  const worse = differences.filter((difference) => difference < 0).length;
  const interval = bootstrapInterval(differences, seed);
  const p = against === 'mean-seat' ? null : mcNemarP(better, worse);
  const excludesZero = interval[0] > 0 || interval[1] < 0;
  const isShown = excludesZero && (p === null || p < significanceLevel);
  return {
    against,
    difference: mean(differences) ?? 0,
    interval,
    better,
    worse,
    mcNemarP: p,
    detectableDifference: detectableDifference(differences),
    finding: isShown ? (interval[0] > 0 ? 'helped' : 'hurt') : 'not-shown',
  };
}
