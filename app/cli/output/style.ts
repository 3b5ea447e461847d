import { randomInt } from 'node:crypto';
import type { Formats } from '../../shared/formats.ts';
import { toPrintable } from '../../shared/printable.ts';

/** How text and numbers look. Without colours, the text styles return their text unchanged. */
export interface Style {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly accent: (text: string) => string;
  readonly success: (text: string) => string;
  readonly error: (text: string) => string;
  readonly formats: Formats;
}

/** Colour marks carry a random number until they are written, so that untrusted text cannot contain one. */
const secret = randomInt(2 ** 47);
const mark = (code: number): string => `\x1b[${secret};${code}m`;
const marks = new RegExp(`\\x1b\\[${secret};(\\d+)m`);

export function createStyle(hasColors: boolean, formats: Formats): Style {
  const as = (start: number, end: number) => (text: string) =>
    hasColors && text !== '' ? mark(start) + text + mark(end) : text;
  return {
    bold: as(1, 22),
    dim: as(2, 22),
    accent: as(36, 39),
    success: as(32, 39),
    error: as(31, 39),
    formats,
  };
}

/** Turns colour marks into colours and removes every other control character. */
export const toTerminalText = (text: string): string =>
  text
    .split(marks)
    .map((part, index) => (index % 2 === 0 ? toPrintable(part) : `\x1b[${part}m`))
    .join('');
