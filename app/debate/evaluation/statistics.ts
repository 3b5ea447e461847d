import { seededNumbers } from '../../shared/seeded-numbers.ts';

/** Statistics of small samples. Every interval is one of 95 %. */
export type Interval = readonly [low: number, high: number];

export interface Proportion {
  /** Not whole when it is a sum of means. */
  readonly count: number;
  readonly of: number;
  /** Null when `of` is 0, as is the interval. */
  readonly rate: number | null;
  readonly interval: Interval | null;
}

const z975 = 1.959963984540054;
/** For a power of 80 %. */
const z80 = 0.8416212335729143;

/** A share with its Wilson interval. */
export function createProportion(count: number, of: number): Proportion {
  if (of === 0) return { count, of, rate: null, interval: null };
  const rate = count / of;
  const z2 = z975 ** 2;
  const center = (rate + z2 / (2 * of)) / (1 + z2 / of);
  const margin = (z975 / (1 + z2 / of)) * Math.sqrt((rate * (1 - rate)) / of + z2 / (4 * of ** 2));
  return { count, of, rate, interval: [Math.max(0, center - margin), Math.min(1, center + margin)] };
}

/**
 * The exact two-sided McNemar test: how likely a split at least as uneven is when each of the questions that two
 * methods answer differently is as likely to go either way.
 */
export function mcNemarP(better: number, worse: number): number {
  const trials = better + worse;
  let logTerm = -trials * Math.LN2;
  let tail = 0;
  for (let successes = 0; successes <= Math.min(better, worse); successes++) {
    tail += Math.exp(logTerm);
    logTerm += Math.log(trials - successes) - Math.log(successes + 1);
  }
  return Math.min(1, 2 * tail);
}

const resamples = 1000;

/**
 * The interval of the mean of paired differences, each from −1 to 1: the percentiles of a bootstrap over the questions.
 * Two more questions are drawn from, of which each goes up, down or neither way with the odds 1 : 1 : 2 (Agresti and
 * Min). Without them, a handful of differences that all go one way would look certain.
 */
export function bootstrapInterval(differences: readonly number[], seed: number): Interval {
  const next = seededNumbers(seed);
  // Twice each, so that two of the added questions weigh as much as one of the others.
  const drawnFrom = Float64Array.from([...differences, ...differences, ...addedQuestions]);
  const size = drawnFrom.length / 2;
  const means = new Float64Array(resamples);
  for (let resample = 0; resample < resamples; resample++) {
    let sum = 0;
    for (let draw = 0; draw < size; draw++) sum += drawnFrom[Math.floor(next() * drawnFrom.length)] ?? 0;
    means[resample] = sum / size;
  }
  means.sort();
  const percentile = (share: number) => means[Math.round(share * (resamples - 1))] ?? 0;
  return [percentile(0.025), percentile(0.975)];
}

/** Two questions as four halves. */
const addedQuestions = [1, -1, 0, 0];

/** With fewer differences, all one way, the exact McNemar test finds nothing: 2 ÷ 2⁵ is more than 5 %. */
const differencesMin = 6;

/**
 * The smallest true difference that this many questions show in four of five repetitions, for answers that differ as
 * often as these do. Null when no difference could be shown.
 */
export function detectableDifference(differences: readonly number[]): number | null {
  const size = differences.length;
  if (size < differencesMin) return null;
  const meanSquare = (differences.reduce((sum, difference) => sum + difference ** 2, 0) + 1) / (size + 2);
  const detectable = Math.max(differencesMin / size, (z975 + z80) * Math.sqrt(meanSquare / size));
  return detectable <= 1 ? detectable : null;
}

export const mean = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;

export function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.floor(sorted.length / 2)]];
  return low === undefined || high === undefined ? null : (low + high) / 2;
}

export interface Calibration {
  readonly answers: number;
  /** The mean square of confidence minus outcome: 0 is best, 0.25 is what a constant 50 % gets. */
  readonly brier: number | null;
  /** Expected calibration error: how far confidence and accuracy are apart, over ten equal bins of confidence. */
  readonly expectedError: number | null;
}

const bins = 10;

export function measureCalibration(
  answers: readonly { readonly confidence: number; readonly isRight: boolean }[],
): Calibration {
  const gaps = new Map<number, number>();
  for (const { confidence, isRight } of answers) {
    const bin = Math.min(bins - 1, Math.floor(confidence * bins));
    gaps.set(bin, (gaps.get(bin) ?? 0) + confidence - Number(isRight));
  }
  const gap = [...gaps.values()].reduce((sum, one) => sum + Math.abs(one), 0);
  return {
    answers: answers.length,
    brier: mean(answers.map(({ confidence, isRight }) => (confidence - Number(isRight)) ** 2)),
    expectedError: answers.length === 0 ? null : gap / answers.length,
  };
}
