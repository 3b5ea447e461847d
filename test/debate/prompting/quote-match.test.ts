import { expect, test } from 'vitest';
import { checkQuote } from '../../../app/debate/prompting/quote-match.ts';
import { cpuGrowth, linearGrowthMax } from '../../support/cpu-growth.ts';

const text = `# Costs

The run’s **worst** night took 3 hours – and an exam-
ple of the eﬃcient, well-known way costs 1 000 € or 5 | 10.`;
const documents = [{ id: 'E1', name: 'costs.md', text }];
const match = (quote: string, evidence = 'E1') => checkQuote({ evidence, quote }, documents).match;

test.each([
  'night took 3 hours – and',
  'The run’s **worst** night',
  '“night took 3 hours”',
  'The run’s … took 3 hours',
  'exam-\nple of the eﬃcient',
])('%j is exact', (quote) => {
  expect(match(quote)).toBe('exact');
});

test.each([
  ['quotation marks and case', "the run's worst night"],
  ['dashes and white space', 'took  3 hours - and'],
  ['hyphenation', 'an example of the'],
  ['a ligature', 'of the efficient'],
  ['a hyphen in a word', 'efficient, wellknown way'],
  ['marks of Markdown', 'worst night took'],
  ['parts, one of them near', 'the run’s … took 3 hours'],
])('a quote with other %s is near', (_, quote) => {
  expect(match(quote)).toBe('near');
});

test.each([
  ['another number', 'night took 4 hours'],
  ['digits run together', 'or 510 as it is', 'E1'],
  ['a part that is missing', 'night took … 4 hours'],
  ['too few characters', 'took 3'],
  ['marks alone', '---- ** ----'],
  ['a letter between marks', '**** a ****'],
  ['too few characters in parts', 'n…i…g…h'],
  ['more parts than a quote has', 'took …'.repeat(21)],
  ['another document', 'night took 3 hours', 'E9'],
])('a quote with %s is not found', (_, quote, evidence = 'E1') => {
  expect(match(quote, evidence)).toBeUndefined();
});

test.each([' ', '-', '“', '... ', 'a ', '1 ', 'ﬃ', '\u00ad'])('many %j take linear time', (piece) => {
  const make = (chars: number) => piece.repeat(chars / piece.length);
  const run = (long: string) =>
    checkQuote({ evidence: 'E1', quote: `${long}x` }, [{ id: 'E1', name: 'a', text: long }]);
  expect(cpuGrowth(make, run)).toBeLessThanOrEqual(linearGrowthMax);
});

test('a quote that almost matches everywhere takes linear time', () => {
  const make = (chars: number) => ({ text: 'a'.repeat(chars), half: 'a'.repeat(chars / 16) });
  const run = ({ text, half }: { readonly text: string; readonly half: string }) =>
    checkQuote({ evidence: 'E1', quote: `${half}b${half}` }, [{ id: 'E1', name: 'a', text }]);
  expect(cpuGrowth(make, run)).toBeLessThanOrEqual(linearGrowthMax);
});
