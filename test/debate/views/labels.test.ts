import { expect, test } from 'vitest';
import { formatDuration, formatSpending, phaseLabel, pluralize } from '../../../app/debate/views/labels.ts';
import { neutralFormats } from '../../../app/shared/formats.ts';

test('numbers are formatted with a sensible number of digits', () => {
  expect([0, 999, 1000, 99_949, 99_950, 999_499, 999_500].map(neutralFormats.count)).toEqual([
    '0',
    '999',
    '1.0k',
    '99.9k',
    '100k',
    '999k',
    '1.0M',
  ]);
  expect([0, 0.0042, 0.1, 1.2].map(neutralFormats.usd)).toEqual(['$0.00', '$0.0042', '$0.10', '$1.20']);
  expect([0, 2 / 3, 1].map(neutralFormats.percent)).toEqual(['0%', '67%', '100%']);
  expect([1, 2].map((number) => pluralize(number, 'quote'))).toEqual(['1 quote', '2 quotes']);
});

test('a duration has hours only when it is that long and is never negative', () => {
  expect([-5, 7999, 750_000, 3_729_000].map(formatDuration)).toEqual(['0:00', '0:07', '12:30', '1:02:09']);
});

test('tokens without a known price are shown in addition to the amount', () => {
  expect(formatSpending({ usd: 0.5, unpricedTokens: 0 }, neutralFormats)).toBe('$0.50');
  expect(formatSpending({ usd: 0, unpricedTokens: 1200 }, neutralFormats)).toBe('1.2k tokens unpriced');
  expect(formatSpending({ usd: 0.5, unpricedTokens: 1200 }, neutralFormats)).toBe(
    '$0.50 + 1.2k tokens unpriced',
  );
});

test('labels of critique and revision contain the round number', () => {
  expect([
    phaseLabel('propose', 0),
    phaseLabel('critique', 1),
    phaseLabel('revise', 2),
    phaseLabel('decide', 2),
  ]).toEqual(['Blind answers', 'Critique 1', 'Revise 2', 'Decision']);
});
