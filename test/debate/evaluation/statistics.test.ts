import { expect, test } from 'vitest';
import {
  bootstrapInterval,
  createProportion,
  detectableDifference,
  mcNemarP,
  measureCalibration,
  median,
} from '../../../app/debate/evaluation/statistics.ts';

// The values of published tables and of R: prop.test without correction, binom.test, fourfold tables.
test.each([
  [7, 10, [0.3968, 0.8922]],
  [0, 10, [0, 0.2775]],
  [81, 263, [0.2553, 0.3662]],
])('the Wilson interval of %d of %d', (count, of, [low = 0, high = 0]) => {
  expect(createProportion(count, of).interval).toEqual([expect.closeTo(low, 4), expect.closeTo(high, 4)]);
});

test.each([
  [0, 0, 1],
  [5, 5, 1],
  [3, 1, 0.625],
  [0, 6, 0.03125],
  [10, 3, 0.092285],
  [3100, 2900, 0.01017],
])('the exact McNemar test of %d better and %d worse', (better, worse, p) => {
  expect(mcNemarP(better, worse)).toBeCloseTo(p, 4);
  expect(mcNemarP(worse, better)).toBe(mcNemarP(better, worse));
});

const repeat = (count: number, value: number) => Array<number>(count).fill(value);

test('the bootstrap depends on its seed alone, and few differences look uncertain', () => {
  const differences = [...repeat(3, 1), ...repeat(97, 0)];
  expect(bootstrapInterval(differences, 7)).toEqual(bootstrapInterval(differences, 7));
  const [low, high] = bootstrapInterval(differences, 7);
  expect(low).toBeLessThanOrEqual(0);
  expect(high).toBeGreaterThan(0.03);
  const [none] = bootstrapInterval([], 7);
  expect(none).toBeLessThan(0);
});

test('the detectable difference falls with the root of the number of questions', () => {
  const half = (size: number) => [...repeat(size / 4, 1), ...repeat(size / 4, -1), ...repeat(size / 2, 0)];
  expect(detectableDifference(half(100))).toBeCloseTo(0.1981, 3);
  expect(detectableDifference(half(10_000))).toBeCloseTo(0.0198, 3);
  // No test can find less than six differences one way.
  expect(detectableDifference(repeat(100, 0))).toBe(0.06);
  expect(detectableDifference(repeat(5, 1))).toBeNull();
});

test('calibration', () => {
  const answers = [
    { confidence: 1, isRight: true },
    { confidence: 0.95, isRight: false },
    { confidence: 0.5, isRight: true },
  ];
  expect(measureCalibration(answers)).toEqual({
    answers: 3,
    brier: expect.closeTo((0.9025 + 0.25) / 3),
    expectedError: expect.closeTo((0.95 + 0.5) / 3),
  });
  expect(measureCalibration([])).toEqual({ answers: 0, brier: null, expectedError: null });
});

test('the median', () => {
  expect([median([]), median([3, 1, 2]), median([4, 1])]).toEqual([null, 2, 2.5]);
});
