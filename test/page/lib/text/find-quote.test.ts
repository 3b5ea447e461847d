import { expect, test } from 'vitest';
import { checkQuote } from '../../../../app/debate/prompting/quote-match.ts';
import { findQuote } from '../../../../app/page/lib/text/find-quote.ts';

const text = `# Costs

The run’s **worst** night took
3 hours 10 minutes – and a crash
repeats "everything".

| Way | Weeks |
|---|---|
| Chunks (small) | 5 |`;

const marked = (quote: string) => findQuote(quote, text).map(({ from, to }) => text.slice(from, to));

test.each([
  ['across a line end', 'night took 3 hours', ['night took\n3 hours']],
  ['with other quotation marks and case', "the run's worst", ['The run’s **worst']],
  ['with other dashes', '10 minutes - and', ['10 minutes – and']],
  ['without Markdown marks', 'worst night', ['worst** night']],
  ['across table cells', 'Chunks (small) 5', ['Chunks (small) | 5']],
  ['inside quotation marks', '“a crash repeats”', ['a crash\nrepeats']],
  ['in parts', 'Chunks … 3 hours 10', ['3 hours 10', 'Chunks']],
])('findQuote finds a quote %s', (_, quote, places) => {
  expect(marked(quote)).toEqual(places);
});

test('findQuote finds nothing when a word is changed or a part is missing', () => {
  expect(marked('night took 4 hours')).toEqual([]);
  expect(marked('night took … 4 hours')).toEqual([]);
});

test('findQuote agrees with the quote check of the engine', () => {
  const documents = [{ id: 'E1', name: 'costs.md', text }];
  for (const quote of [
    'night took 3 hours',
    'A CRASH repeats "everything"',
    'Chunks (small) | 5',
    'no such words',
  ])
    expect(findQuote(quote, text).length > 0).toBe(checkQuote({ evidence: 'E1', quote }, documents).found);
});
