import { expect, test } from 'vitest';
import { backoffMs } from '../../app/shared/backoff.ts';

test('the delay doubles with every failure up to the longest delay', () => {
  const delays = [1, 2, 3, 4, 5].map((failures) => backoffMs({ initialMs: 10, maxMs: 50 }, failures));
  expect(delays).toEqual([10, 20, 40, 50, 50]);
});

test('without a longest delay it keeps doubling', () => {
  expect(backoffMs({ initialMs: 10 }, 8)).toBe(1280);
});

test.each([
  [0, 20],
  [0.5, 30],
  [1, 40],
])('with a random number of %d half of the delay is jitter', (random, delayMs) => {
  expect(backoffMs({ initialMs: 10, random: () => random }, 3)).toBe(delayMs);
});
