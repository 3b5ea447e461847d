import { describe, expect, test } from 'vitest';
import {
  alignColumns,
  displayWidth,
  padEnd,
  truncateEnd,
  truncateStart,
  wrapText,
} from '../../../app/shared/command-line/text-layout.ts';

const bold = (text: string): string => `\x1b[1m${text}\x1b[22m`;

describe('width', () => {
  test.each([
    ['abc', 3],
    ['', 0],
    ['Größe', 5],
    ['e\u0301', 1],
    ['日本', 4],
    ['👩‍👩‍👧', 2],
    [bold('ab'), 2],
  ])('%j takes %i columns', (text, columns) => {
    expect(displayWidth(text)).toBe(columns);
  });

  test('padding counts columns, not characters', () => {
    expect(padEnd('日本', 6)).toBe('日本  ');
    expect(padEnd('too long', 3)).toBe('too long');
  });
});

describe('cutting', () => {
  test.each([
    ['abcdef', 6, 'abcdef', 'abcdef'],
    ['abcdef', 4, 'abc…', '…def'],
    ['日本語', 4, '日…', '…語'],
    ['abc', 0, '', ''],
    ['abc', 1, '…', '…'],
  ])('%j to %i columns', (text, columns, start, end) => {
    expect([truncateEnd(text, columns), truncateStart(text, columns)]).toEqual([start, end]);
  });
});

describe('wrapping', () => {
  test('breaks between words, hangs, and takes white space as one space', () => {
    expect(wrapText('one  two\nthree four', 9, '- ', '  ')).toEqual(['- one two', '  three', '  four']);
  });

  test('keeps a long word whole, and nothing is one empty line', () => {
    expect(wrapText('a https://example.org/long b', 8)).toEqual(['a', 'https://example.org/long', 'b']);
    expect(wrapText('', 8)).toEqual(['']);
  });

  test('colours take no room', () => {
    expect(wrapText(`${bold('one')} two`, 7)).toHaveLength(1);
  });
});

test('a table aligns columns by their width', () => {
  expect(
    alignColumns([
      ['日本', 'x'],
      ['a', ''],
      ['b\nc', 'y'],
    ]),
  ).toEqual(['日本  x', 'a', 'b c   y']);
});
