import { stripVTControlCharacters } from 'node:util';

/**
 * Text from outside (models, documents, people) without anything that steers a terminal: escape sequences, other
 * control characters, and marks that reverse the reading direction.
 */
export const toPrintable = (text: string): string =>
  stripVTControlCharacters(text)
    .replace(/\r\n?/g, '\n')
    .replace(/\t/g, '    ')
    .replace(/(?!\n)[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, '');

/** The same for every text in a value of JSON. */
export function toPrintableDeep<T>(value: T): T {
  return JSON.parse(JSON.stringify(value), (_, member: unknown) =>
    typeof member === 'string' ? toPrintable(member) : member,
  );
}

const segmenter = new Intl.Segmenter();
const wideCharacter =
  /^[\p{Emoji_Presentation}\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60\uffe0-\uffe6]/u;

/** Columns that a text takes up; colours take none, most of Asia's characters and emoji two. */
export function displayWidth(text: string): number {
  const bare = stripVTControlCharacters(text);
  if (/^[ -~]*$/.test(bare)) return bare.length;
  return [...segmenter.segment(bare)].reduce(
    (sum, { segment }) => sum + (wideCharacter.test(segment) ? 2 : 1),
    0,
  );
}

/** The beginning of a text without colours, in at most so many columns. */
export function truncateEnd(text: string, columns: number): string {
  if (displayWidth(text) <= columns) return text;
  let kept = '';
  let used = 1;
  for (const { segment } of segmenter.segment(text)) {
    used += displayWidth(segment);
    if (used > columns) break;
    kept += segment;
  }
  return columns > 0 ? `${kept}…` : '';
}

/** The end of a text without colours, in at most so many columns. */
export function truncateStart(text: string, columns: number): string {
  if (displayWidth(text) <= columns) return text;
  const segments = [...segmenter.segment(text)].map(({ segment }) => segment);
  let used = 1;
  let from = segments.length;
  while (from > 0 && used + displayWidth(segments[from - 1] ?? '') <= columns) {
    from -= 1;
    used += displayWidth(segments[from] ?? '');
  }
  return columns > 0 ? `…${segments.slice(from).join('')}` : '';
}

export const padEnd = (text: string, columns: number): string =>
  text + ' '.repeat(Math.max(0, columns - displayWidth(text)));

/** Lines of at most so many columns, broken between words; a word that is longer than a line stays whole. */
export function wrapText(text: string, columns: number, first = '', rest = first): string[] {
  const lines: string[] = [];
  let line = first;
  let empty = true;
  for (const word of text.split(/\s+/).filter((part) => part !== '')) {
    if (!empty && displayWidth(line) + 1 + displayWidth(word) > columns) {
      lines.push(line);
      line = rest;
      empty = true;
    }
    line += empty ? word : ` ${word}`;
    empty = false;
  }
  return [...lines, line].map((wrapped) => wrapped.trimEnd());
}

/** Rows as aligned columns, two spaces apart. */
export function alignColumns(rows: readonly (readonly string[])[]): string[] {
  const widths = rows.reduce<number[]>(
    (widest, row) => row.map((cell, column) => Math.max(displayWidth(cell), widest[column] ?? 0)),
    [],
  );
  return rows.map((row) =>
    row
      .map((cell, column) => padEnd(cell, widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
