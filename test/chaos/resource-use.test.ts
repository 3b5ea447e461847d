import { expect, test } from 'vitest';
import { findGrowth, type ResourceSample } from './resource-use.ts';

/** Samples whose memory or descriptors change by a share from the beginning to the end. */
const samples = (memoryShare: number, descriptorShare: number): ResourceSample[] =>
  Array.from({ length: 40 }, (_, index) => ({
    process: 'web-1',
    memoryMB: 200 * (1 + (memoryShare * index) / 40),
    descriptors: 100 * (1 + (descriptorShare * index) / 40),
  }));

test('a process whose memory and descriptors stay as they are has not grown', () => {
  expect(findGrowth(samples(0.1, 0))).toEqual([]);
});

test('memory and descriptors that grow through a run are reported, each on its own', () => {
  expect(findGrowth(samples(0.6, 0))).toEqual(['web-1 grew 245 → 305 MB']);
  expect(findGrowth(samples(0, 0.6))).toEqual(['web-1 grew 123 → 153 descriptors']);
});

test('a single high sample is no growth', () => {
  const flat = samples(0, 0);
  const peak = flat.map((one, index) => (index === 39 ? { ...one, memoryMB: 900 } : one));
  expect(findGrowth(peak)).toEqual([]);
});
