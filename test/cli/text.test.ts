import { describe, expect, test } from 'vitest';
import { createStyle, forTerminal } from '../../app/cli/style.ts';
import {
  cut,
  cutStart,
  padEnd,
  printable,
  printableAll,
  printableJson,
  table,
  width,
  wrap,
} from '../../app/cli/text.ts';
import { cpuGrowth } from '../support/cpu-growth.ts';

describe('text from outside', () => {
  test.each([
    ['clears the screen', 'a\x1b[2Jb', 'ab'],
    ['sets the title', 'a\x1b]0;title\x07b', 'ab'],
    ['sets the title, in eight bits', 'a\x9d0;my title\x9cb', 'ab'],
    ['sets no title, for it has no end', 'a\x1b]0;title', 'a0;title'],
    ['resets', 'a\x1bcb', 'ab'],
    ['half an escape', 'a\x1b', 'a'],
    ['an escape within another', 'a\x1b\x1b[2J[2Jb', 'a[2Jb'],
    ['eight-bit escapes', 'a\x9b31mb', 'ab'],
    ['goes back and overwrites', 'yes\rno!', 'yes\nno!'],
    ['rings and erases', 'a\x07\x08b', 'ab'],
    ['reverses the reading direction', 'a\u202eb\u2066c\u200fd\u061ce', 'abcde'],
    ['cannot be seen', 'a\u200bb\u00adc\ufeffd\u{e0041}e', 'abcde'],
    ['separates lines', 'a\u2028b\u2029c', 'a\nb\nc'],
    ['lone surrogates, which would make a pair', 'a\ud83d\u200e\ude00b', 'ab'],
    ['tabs', 'a\tb', 'a    b'],
  ])('cannot steer the terminal: %s', (_, text, wanted) => {
    expect(printable(text)).toBe(wanted);
  });

  test('keeps lines, accents, other scripts and emoji', () => {
    const text = 'Größe\n日本語 👩‍👩‍👧 ❤️ می‌خواهم – “x”';
    expect(printable(text)).toBe(text);
  });

  test('is cleaned wherever it stands in a value', () => {
    expect(printableAll({ a: ['x\x1b[1m', 1, null], b: { 'c\x9b2J\u202e': 'y\x07' } })).toEqual({
      a: ['x', 1, null],
      b: { c: 'y' },
    });
  });

  test('is escaped in JSON, which stays the same value', () => {
    const value = { 'a\u202e': ['\x9b2J', '\x7f', '\u{e0041}', '\x1b', 'ü'] };
    const json = printableJson(JSON.stringify(value));
    expect(json).toBe('{"a\\u202e":["\\u009b2J","\\u007f","\\udb40\\udc41","\\u001b","ü"]}');
    expect(JSON.parse(json)).toEqual(value);
  });

  test.each([
    ['titles without an end', '\x1b]'],
    ['titles without an end, in eight bits', '\x9d0;t'],
    ['parameters without an end', '\x1b[1;'],
    ['escapes that are only intermediate', '\x1b('],
    ['marks of the reading direction', '\u202e\u2066'],
    ['plain words', 'word '],
    ['carriage returns', '\r'],
  ])('is cleaned in linear time: %s', (_, part) => {
    const clean = (text: string) => [forTerminal(text), printableJson(text)];
    expect(cpuGrowth((size) => void clean(part.repeat(size)))).toBeLessThanOrEqual(12);
  });

  test('keeps emoji, lines and values whole in long texts, which are cleaned in pieces', () => {
    const text = `${'x'.repeat(16_383)}😀${'y'.repeat(16_383)}\r\n\u202e`.repeat(3);
    expect(printable(text)).toBe(text.replaceAll('\r\n', '\n').replaceAll('\u202e', ''));
    expect(JSON.parse(printableJson(JSON.stringify(text)))).toBe(text);
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
    expect(width(text)).toBe(columns);
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
    expect([cut(text, columns), cutStart(text, columns)]).toEqual([start, end]);
  });
});

describe('wrapping', () => {
  test('breaks between words, hangs, and takes white space as one space', () => {
    expect(wrap('one  two\nthree four', 9, '- ', '  ')).toEqual(['- one two', '  three', '  four']);
  });

  test('keeps a long word whole, and nothing is one empty line', () => {
    expect(wrap('a https://example.org/long b', 8)).toEqual(['a', 'https://example.org/long', 'b']);
    expect(wrap('', 8)).toEqual(['']);
  });

  test('colours take no room', () => {
    expect(wrap(`${createStyle(true).bold('one')} two`, 7)).toHaveLength(1);
  });
});

test('a table aligns columns by their width', () => {
  expect(
    table([
      ['日本', 'x'],
      ['a', ''],
      ['b\nc', 'y'],
    ]),
  ).toEqual(['日本  x', 'a', 'b c   y']);
});
