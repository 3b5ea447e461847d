import { describe, expect, test } from 'vitest';
import { createStyle } from '../../../app/cli/output/style.ts';
import {
  alignColumns,
  displayWidth,
  padEnd,
  toPrintable,
  toPrintableDeep,
  truncateEnd,
  truncateStart,
  wrapText,
} from '../../../app/cli/output/text.ts';

describe('text from outside', () => {
  test.each([
    ['clears the screen', 'a\x1b[2Jb', 'ab'],
    ['sets the title', 'a\x1b]0;title\x07b', 'ab'],
    ['half an escape', 'a\x1b', 'a'],
    ['eight-bit escapes', 'a\x9b31mb', 'ab'],
    ['goes back and overwrites', 'yes\rno!', 'yes\nno!'],
    ['rings and erases', 'a\x07\x08b', 'ab'],
    ['reverses the reading direction', 'a\u202eb\u2066c', 'abc'],
    ['tabs', 'a\tb', 'a    b'],
  ])('cannot steer the terminal: %s', (_, text, wanted) => {
    expect(toPrintable(text)).toBe(wanted);
  });

  test('keeps lines, accents, other scripts and emoji', () => {
    const text = 'Größe\n日本語 👩‍👩‍👧 – “x”';
    expect(toPrintable(text)).toBe(text);
  });

  test('is cleaned wherever it stands in a value', () => {
    expect(toPrintableDeep({ a: ['x\x1b[1m', 1, null], b: { c: 'y\x07' } })).toEqual({
      a: ['x', 1, null],
      b: { c: 'y' },
    });
  });
});

describe('width', () => {
  test.each([
    ['abc', 3],
    ['', 0],
    ['Größe', 5],
    ['e\u0301', 1],
    ['日本', 4],
    ['👩‍👩‍👧', 2],
    [createStyle(true).bold('ab'), 2],
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
    expect(wrapText(`${createStyle(true).bold('one')} two`, 7)).toHaveLength(1);
  });
});

test('a table aligns columns by their width', () => {
  expect(
    alignColumns([
      ['日本', 'x'],
      ['a', ''],
    ]),
  ).toEqual(['日本  x', 'a']);
});
