/** Escape sequences: with parameters (CSI), with a text such as a title's up to its end (OSC), and all others. */
const sequences =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  /(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])\P{Cc}*(?:\x07|\x1b\\|\x9c)|\x1b[ -/]*[0-~]/gu;

/**
 * What steers a terminal or cannot be seen: control characters, marks of the reading direction, invisible format
 * characters, separators of lines, lone surrogates. Scripts and emoji need the two joiners.
 */
const unsafe = /[[\p{Cc}\p{Bidi_C}[\p{Cf}&&\p{DI}]\ufff9-\ufffb\p{Zl}\p{Zp}\p{Cs}]--[\n\u200c\u200d]]+/gv;

/** Cleans piece by piece: on a long text, collecting the garbage of each step would take longer than the steps. */
const inPieces = (text: string, clean: (piece: string) => string): string =>
  (text.match(/.{1,16384}\n?/gsu) ?? []).map(clean).join('');

/** Text that others wrote (models, documents, people, servers), without anything unsafe for a terminal. */
export const printable = (text: string): string =>
  inPieces(text, (piece) =>
    piece
      .replace(sequences, '')
      .replace(/\r\n?|[\u2028\u2029]/g, '\n')
      .replace(/\t/g, '    ')
      // The result of replace would hold on to all its parts.
      .split(unsafe)
      .join(''),
  );

/** The same for every text in a value of JSON, names of members included. */
export function printableAll<T>(value: T): T {
  return JSON.parse(JSON.stringify(value), (_, member: unknown) => {
    if (typeof member === 'string') return printable(member);
    if (typeof member !== 'object' || member === null || Array.isArray(member)) return member;
    return Object.fromEntries(Object.entries(member).map(([name, value]) => [printable(name), value]));
  });
}

/** JSON for a terminal: the same value, with everything unsafe as \uXXXX. */
export const printableJson = (text: string): string =>
  inPieces(text, (piece) =>
    piece
      .replace(/\r\n?/g, '\n')
      .replace(/\t/g, '    ')
      .replace(unsafe, (characters) => characters.split('').map(escaped).join('')),
  );

const escaped = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const colours = /\x1b\[[\d;]*m/g;

const segmenter = new Intl.Segmenter();
const wide =
  /^[\p{Emoji_Presentation}\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60\uffe0-\uffe6]/u;

/** Columns that a text takes up; colours take none, most of Asia's characters and emoji two. */
export function width(text: string): number {
  const bare = text.replace(colours, '');
  if (/^[ -~]*$/.test(bare)) return bare.length;
  return [...segmenter.segment(bare)].reduce((sum, { segment }) => sum + (wide.test(segment) ? 2 : 1), 0);
}

/** The beginning of a text without colours, in at most so many columns. */
export function cut(text: string, columns: number): string {
  if (width(text) <= columns) return text;
  let taken = '';
  let used = 1;
  for (const { segment } of segmenter.segment(text)) {
    used += width(segment);
    if (used > columns) break;
    taken += segment;
  }
  return columns > 0 ? `${taken}…` : '';
}

/** The end of a text without colours, in at most so many columns. */
export function cutStart(text: string, columns: number): string {
  if (width(text) <= columns) return text;
  const segments = [...segmenter.segment(text)].map(({ segment }) => segment);
  let used = 1;
  let from = segments.length;
  while (from > 0 && used + width(segments[from - 1] ?? '') <= columns) {
    from -= 1;
    used += width(segments[from] ?? '');
  }
  return columns > 0 ? `…${segments.slice(from).join('')}` : '';
}

export const padEnd = (text: string, columns: number): string =>
  text + ' '.repeat(Math.max(0, columns - width(text)));

/** Lines of at most so many columns, broken between words; a word that is longer than a line stays whole. */
export function wrap(text: string, columns: number, first = '', rest = first): string[] {
  const lines: string[] = [];
  let line = first;
  let empty = true;
  for (const word of text.split(/\s+/).filter((part) => part !== '')) {
    if (!empty && width(line) + 1 + width(word) > columns) {
      lines.push(line);
      line = rest;
      empty = true;
    }
    line += empty ? word : ` ${word}`;
    empty = false;
  }
  return [...lines, line].map((wrapped) => wrapped.trimEnd());
}

/** Rows as aligned columns, two spaces apart; a line break in a cell would pass for another row. */
export function table(cells: readonly (readonly string[])[]): string[] {
  const rows = cells.map((row) => row.map((cell) => cell.replaceAll('\n', ' ')));
  const widths = rows.reduce<number[]>(
    (widest, row) => row.map((cell, column) => Math.max(width(cell), widest[column] ?? 0)),
    [],
  );
  return rows.map((row) =>
    row
      .map((cell, column) => padEnd(cell, widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
