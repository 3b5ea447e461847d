import { expect, test } from 'vitest';
import { isQuoteFound } from '../../../app/debate/prompting/quote-match.ts';
import { findQuote } from '../../../app/page/lib/find-quote.ts';

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
  ['whatever its quotes, dashes and case', "the run's worst", ['The run’s **worst']],
  ['with dashes of another kind', '10 minutes - and', ['10 minutes – and']],
  ['without the marks of Markdown', 'worst night', ['worst** night']],
  ['over the cells of a table', 'Chunks (small) 5', ['Chunks (small) | 5']],
  ['within quotes of its own', '“a crash repeats”', ['a crash\nrepeats']],
  ['in parts', 'Chunks … 3 hours 10', ['3 hours 10', 'Chunks']],
])('a quote is marked where it stands %s', (_, quote, places) => {
  expect(marked(quote)).toEqual(places);
});

test('a quote with one changed word is marked nowhere, as is one of which a part is missing', () => {
  expect(marked('night took 4 hours')).toEqual([]);
  expect(marked('night took … 4 hours')).toEqual([]);
});

test('what the engine finds is what the page marks', () => {
  const documents = [{ id: 'E1', name: 'costs.md', text }];
  for (const quote of [
    'night took 3 hours',
    'A CRASH repeats "everything"',
    'Chunks (small) | 5',
    'no such words',
  ])
    expect(findQuote(quote, text).length > 0).toBe(isQuoteFound({ evidence: 'E1', quote }, documents));
});
