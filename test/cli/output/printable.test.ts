import { describe, expect, test } from 'vitest';
import { toTerminalText } from '../../../app/cli/output/style.ts';
import { toPrintable, toPrintableDeep, toPrintableJson } from '../../../app/shared/printable.ts';
import { cpuGrowth, linearGrowthMax } from '../../support/cpu-growth.ts';

describe('untrusted text', () => {
  test.each([
    ['clears the screen', 'a\x1b[2Jb', 'ab'],
    ['sets the title', 'a\x1b]0;title\x07b', 'ab'],
    ['sets the title with eight-bit controls', 'a\x9d0;my title\x9cb', 'ab'],
    ['an unterminated title', 'a\x1b]0;title', 'a0;title'],
    ['a reset', 'a\x1bcb', 'ab'],
    ['half an escape', 'a\x1b', 'a'],
    ['an escape within another', 'a\x1b\x1b[2J[2Jb', 'a[2Jb'],
    ['eight-bit escapes', 'a\x9b31mb', 'ab'],
    ['a carriage return that overwrites', 'yes\rno!', 'yes\nno!'],
    ['a bell and a backspace', 'a\x07\x08b', 'ab'],
    ['reversed reading direction', 'a\u202eb\u2066c\u200fd\u061ce', 'abcde'],
    ['invisible characters', 'a\u200bb\u00adc\ufeffd\u{e0041}e', 'abcde'],
    ['line separators', 'a\u2028b\u2029c', 'a\nb\nc'],
    ['lone surrogates that would form a pair', 'a\ud83d\u200e\ude00b', 'ab'],
    ['tabs', 'a\tb', 'a    b'],
  ])('cannot control the terminal: %s', (_, text, expected) => {
    expect(toPrintable(text)).toBe(expected);
  });

  test('keeps lines, accents, other scripts and emoji', () => {
    const text = 'Größe\n日本語 👩‍👩‍👧 ❤️ می‌خواهم – “x”';
    expect(toPrintable(text)).toBe(text);
  });

  test('is cleaned everywhere in a JSON value', () => {
    expect(toPrintableDeep({ a: ['x\x1b[1m', 1, null], b: { 'c\x9b2J\u202e': 'y\x07' } })).toEqual({
      a: ['x', 1, null],
      b: { c: 'y' },
    });
  });

  test('is escaped in JSON without changing the value', () => {
    const value = { 'a\u202e': ['\x9b2J', '\x7f', '\u{e0041}', '\x1b', 'ü'] };
    const json = toPrintableJson(JSON.stringify(value));
    expect(json).toBe('{"a\\u202e":["\\u009b2J","\\u007f","\\udb40\\udc41","\\u001b","ü"]}');
    expect(JSON.parse(json)).toEqual(value);
  });

  test.each([
    ['titles without an end', '\x1b]'],
    ['eight-bit titles without an end', '\x9d0;t'],
    ['parameters without an end', '\x1b[1;'],
    ['escapes that are only intermediate', '\x1b('],
    ['marks of the reading direction', '\u202e\u2066'],
    ['plain words', 'word '],
    ['carriage returns', '\r'],
  ])('is cleaned in linear time: %s', (_, part) => {
    const clean = (text: string) => [toTerminalText(text), toPrintableJson(text)];
    const make = (chars: number) => part.repeat(Math.ceil(chars / part.length));
    expect(cpuGrowth(make, clean)).toBeLessThanOrEqual(linearGrowthMax);
  });

  test('keeps emoji, lines and values intact across the chunks of a long text', () => {
    const text = `${'x'.repeat(16_383)}😀${'y'.repeat(16_383)}\r\n\u202e`.repeat(3);
    expect(toPrintable(text)).toBe(text.replaceAll('\r\n', '\n').replaceAll('\u202e', ''));
    expect(JSON.parse(toPrintableJson(JSON.stringify(text)))).toBe(text);
  });
});
