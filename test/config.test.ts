import { expect, test } from 'vitest';
import { parseConfig } from '../app/config.ts';
import { profile } from '../app/contract/profiles.ts';

const cpus = 2;
const debatesPerWorker = (text?: string) =>
  parseConfig(text === undefined ? {} : { DEBATES_PER_WORKER: text }, cpus).contract.work.debatesPerWorker;

test('DEBATES_PER_WORKER takes the place of what the profile says', () => {
  expect(debatesPerWorker()).toBe(profile('development').work.debatesPerWorker);
  expect(debatesPerWorker('50')).toBe(50);
});

test.each(['0', '-1', 'many', '1.5', '1e3'])('DEBATES_PER_WORKER=%s is refused', (text) => {
  expect(() => debatesPerWorker(text)).toThrow(`DEBATES_PER_WORKER=${text}: it must be a number of debates`);
});

test('DEBATES_PER_WORKER is refused when the connections cannot serve so many, with both numbers', () => {
  expect(() => debatesPerWorker('101')).toThrow(
    'debates-within-pool is broken: work.debatesPerWorker (101 debates) ≤ ' +
      'database.poolMax × work.debatesPerConnectionMax (100 debates)',
  );
});
