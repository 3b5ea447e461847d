import { randomInt } from 'node:crypto';
import { printable } from './text.ts';

/** How text is set off; without colours every function leaves it as it is. */
export interface Style {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly accent: (text: string) => string;
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
}

/** Our colours carry a secret number until they are written, so that text from outside cannot contain one. */
const ours = randomInt(2 ** 47);
const mark = (code: number): string => `\x1b[${ours};${code}m`;
const marks = new RegExp(`\\x1b\\[${ours};(\\d+)m`);

export function createStyle(colours: boolean): Style {
  const as = (start: number, end: number) => (text: string) =>
    colours && text !== '' ? mark(start) + text + mark(end) : text;
  return { bold: as(1, 22), dim: as(2, 22), accent: as(36, 39), good: as(32, 39), bad: as(31, 39) };
}

/** Text as it may be written to a terminal: our colours, and nothing else that steers it, cleaned before or not. */
export const forTerminal = (text: string): string =>
  text
    .split(marks)
    .map((part, index) => (index % 2 === 0 ? printable(part) : `\x1b[${part}m`))
    .join('');
