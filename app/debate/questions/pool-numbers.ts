import type { NumberEstimate } from '../core/turn-outcome.ts';
import type { PooledNumber } from '../core/verdict.ts';

/** Larger numbers could not be added and compared exactly. */
export const estimateMax = 1e15;

export interface AgentEstimate {
  readonly agent: string;
  readonly estimate: NumberEstimate;
}

/** The numbers agree: they are no further apart than the tolerance allows. */
export const isWithinTolerance = (
  a: Pick<NumberEstimate, 'value' | 'tolerance'>,
  b: Pick<NumberEstimate, 'value'>,
): boolean => Math.abs(a.value - b.value) <= a.tolerance * Math.max(Math.abs(a.value), Math.abs(b.value));

/**
 * The median of the numbers, with the median of the lower bounds and that of the upper ones as its interval: one agent
 * that is far off, or too sure of itself, moves them little. When half of the agents are outliers, or more, the median
 * is between camps, and the interval covers those of all agents. Null without numbers.
 */
export function poolNumbers(held: readonly AgentEstimate[]): PooledNumber | null {
  const [first] = held;
  if (!first) return null;
  const listOf = (select: (estimate: NumberEstimate) => number) =>
    held.map(({ estimate }) => select(estimate));
  const { unit, tolerance } = first.estimate;
  const value = median(listOf((estimate) => estimate.value));
  const outliers = held.filter(
    ({ estimate }) =>
      !isWithinTolerance(estimate, { value }) && (value < estimate.low || value > estimate.high),
  );
  const [lows, highs] = [listOf(({ low }) => low), listOf(({ high }) => high)];
  const isSplit = outliers.length * 2 >= held.length;
  return {
    value,
    low: isSplit ? Math.min(...lows) : median(lows),
    high: isSplit ? Math.max(...highs) : median(highs),
    unit,
    tolerance,
    outliers: outliers.map(({ agent }) => agent),
    ...(isSplit && { isSplit }),
  };
}

function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low = 0, high = low] = Number.isInteger(middle)
    ? sorted.slice(middle - 1, middle + 1)
    : sorted.slice(Math.floor(middle), Math.ceil(middle));
  return low + (high - low) / 2;
}

/**
 * Groups agents whose numbers all agree with one another: first the largest group, or of equal ones that with the
 * smallest numbers.
 */
export function groupNumbers(held: readonly AgentEstimate[]): readonly (readonly string[])[] {
  const groups: (readonly string[])[] = [];
  let rest = held.toSorted((a, b) => a.estimate.value - b.estimate.value);
  while (rest.length > 0) {
    const group = largestWindow(rest);
    groups.push(group.map(({ agent }) => agent));
    rest = rest.filter((entry) => !group.includes(entry));
  }
  return groups;
}

/** The longest part of a sorted list whose ends agree; between them, all do. */
function largestWindow(sorted: readonly AgentEstimate[]): readonly AgentEstimate[] {
  const windows = sorted.map((first, index) =>
    sorted.slice(index).filter(({ estimate }) => isWithinTolerance(first.estimate, estimate)),
  );
  return windows.reduce((best, window) => (window.length > best.length ? window : best), []);
}

/** `14 weeks (10 to 20)`. */
export const formatEstimate = ({ value, low, high, unit }: NumberEstimate): string =>
  `${formatNumber(value)} ${unit} (${formatNumber(low)} to ${formatNumber(high)})`;

/** `10 to 10.5 weeks`: the numbers of a group, without their intervals. */
export function formatRange(numbers: readonly number[], unit: string): string {
  const [low, high] = [Math.min(...numbers), Math.max(...numbers)];
  return `${formatNumber(low)}${high > low ? ` to ${formatNumber(high)}` : ''} ${unit}`;
}

/** Without an exponent, except for a tiny number; with six significant digits, or more for a million and above. */
function formatNumber(value: number): string {
  const size = Math.abs(value);
  if (size > 0 && size < 1e-6) return value.toExponential(2);
  return value.toLocaleString('en-US', { maximumSignificantDigits: size < 1e6 ? 6 : 15 });
}
