import { expect, test } from 'vitest';
import { markdownLines } from '../../../app/cli/output/markdown.ts';
import { createStyle } from '../../../app/cli/output/style.ts';

const plain = (text: string, columns = 30) => markdownLines(text, columns, createStyle(false)).join('\n');

test('paragraphs flow at the width, one gap between them', () => {
  expect(plain('one two three\nfour five\n\n\n\nsix', 14)).toBe('one two three\nfour five\n\nsix');
});

test('lists hang, keep their numbers and their nesting', () => {
  expect(plain('* one two three four five six\n  - nested\n1. first\n2) second', 16)).toBe(
    '- one two three\n  four five six\n  - nested\n1. first\n2) second',
  );
});

test('an item goes on in its next line', () => {
  expect(plain('- one\n  two\nthree')).toBe('- one two three');
});

test('headings stand apart, quotes have a bar', () => {
  expect(plain('before\n## A *title* ##\nafter\n> said\n> once')).toBe(
    'before\n\nA *title*\n\nafter\n│ said\n│ once',
  );
});

test('code and tables stay as they are', () => {
  expect(plain('text\n```ts\nconst a  = 1;\n\n# no heading\n```\n| a | b |\n|---|---|\n| 1 | 2 |')).toBe(
    'text\n\n    const a  = 1;\n    \n    # no heading\n\n| a | b |\n|---|---|\n| 1 | 2 |',
  );
});

test('code that was cut off in the middle is still code', () => {
  expect(plain('```\n- x')).toBe('    - x');
});

test('links show where they lead; emphasis is taken away or shown', () => {
  expect(
    plain('[a](https://e.org) **b** _c_ *d* snake_case_name 2*3*4 [https://e.org](https://e.org)', 99),
  ).toBe('a (https://e.org) b c d snake_case_name 2*3*4 https://e.org');
  const style = createStyle(true);
  expect(markdownLines('**b** c', 30, style)).toEqual([`${style.bold('b')} c`]);
});

test('rules and empty texts leave no gap at an end', () => {
  expect(plain('---\none\n***\ntwo\n___\n')).toBe('one\n\ntwo');
  expect(plain('')).toBe('');
});
