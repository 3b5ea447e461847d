// biome-ignore lint/suspicious/noControlCharactersInRegex: the expression matches escape sequences
const colours = /\x1b\[[\d;]*m/g;

const segmenter = new Intl.Segmenter();
const wideCharacter =
  /^[\p{Emoji_Presentation}\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60\uffe0-\uffe6]/u;

/** Columns of a text on a terminal: colours take none, wide characters and emoji two. */
export function displayWidth(text: string): number {
  const bare = text.replace(colours, '');
  if (/^[ -~]*$/.test(bare)) return bare.length;
  return [...segmenter.segment(bare)].reduce(
    (sum, { segment }) => sum + (wideCharacter.test(segment) ? 2 : 1),
    0,
  );
}

/** Keeps the start of a text without colours. */
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

/** Keeps the end of a text without colours. */
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

/** All white space but the no-break spaces, such as that of `67 %` in German. */
const breakingSpace = /[^\S\u00a0\u202f]+/;

/** Breaks between words; a word longer than a line stays whole. `first` and `rest` prefix the lines. */
export function wrapText(text: string, columns: number, first = '', rest = first): string[] {
  const lines: string[] = [];
  let line = first;
  let isEmpty = true;
  for (const word of text.split(breakingSpace).filter((part) => part !== '')) {
    if (!isEmpty && displayWidth(line) + 1 + displayWidth(word) > columns) {
      lines.push(line);
      line = rest;
      isEmpty = true;
    }
    line += isEmpty ? word : ` ${word}`;
    isEmpty = false;
  }
  return [...lines, line].map((wrapped) => wrapped.trimEnd());
}

/** Aligns columns two spaces apart. Line breaks in cells become spaces, as they would look like more rows. */
export function alignColumns(cells: readonly (readonly string[])[]): string[] {
  const rows = cells.map((row) => row.map((cell) => cell.replaceAll('\n', ' ')));
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
