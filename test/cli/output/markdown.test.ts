import { expect, test } from 'vitest';
import { markdownLines } from '../../../app/cli/output/markdown.ts';
import { createStyle } from '../../../app/cli/output/style.ts';
import { neutralFormats } from '../../../app/shared/formats.ts';

const plain = (text: string, columns = 30) =>
  markdownLines(text, columns, createStyle(false, neutralFormats)).join('\n');

test('paragraphs wrap at the width with one empty line between them', () => {
  expect(plain('one two three\nfour five\n\n\n\nsix', 14)).toBe('one two three\nfour five\n\nsix');
});

test('lists have hanging indents and keep numbers and nesting', () => {
  expect(plain('* one two three four five six\n  - nested\n1. first\n2) second', 16)).toBe(
    '- one two three\n  four five six\n  - nested\n1. first\n2) second',
  );
});

test('a list item continues on its next line', () => {
  expect(plain('- one\n  two\nthree')).toBe('- one two three');
});

test('headings have empty lines around them and quotes a bar', () => {
  expect(plain('before\n## A *title* ##\nafter\n> said\n> once')).toBe(
    'before\n\nA *title*\n\nafter\n│ said\n│ once',
  );
});

test('code stays unchanged', () => {
  expect(plain('text\n```ts\nconst a  = 1;\n\n# no heading\n```')).toBe(
    'text\n\n    const a  = 1;\n    \n    # no heading',
  );
});

const table =
  'text\n| City | Share of the votes |\n|:---|---:|\n| Oslo | 12 \\| 13 |\n| Rome |\n|Kyoto|**7**|more|\nafter';

test('the columns of a table are aligned', () => {
  expect(plain(table)).toBe('text\nCity   Share of the votes\nOslo   12 | 13\nRome\nKyoto  7\nafter');
});

test('a table that is wider than the terminal has a line for each cell', () => {
  expect(plain(table, 20)).toBe(
    'text\nCity: Oslo\nShare of the votes: 12\n  | 13\n\nCity: Rome\n\nCity: Kyoto\nShare of the votes: 7\n\nafter',
  );
});

test('an unterminated code block stays code', () => {
  expect(plain('```\n- x')).toBe('    - x');
});

test('links show their targets, and emphasis marks are removed or styled', () => {
  expect(
    plain('[a](https://e.org) **b** _c_ *d* snake_case_name 2*3*4 [https://e.org](https://e.org)', 99),
  ).toBe('a (https://e.org) b c d snake_case_name 2*3*4 https://e.org');
  const style = createStyle(true, neutralFormats);
  expect(markdownLines('**b** c', 30, style)).toEqual([`${style.bold('b')} c`]);
});

test('rules and empty texts leave no empty line at the end', () => {
  expect(plain('---\none\n***\ntwo\n___\n')).toBe('one\n\ntwo');
  expect(plain('')).toBe('');
});
