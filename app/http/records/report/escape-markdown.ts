/** What has a meaning within a line of Markdown, in any dialect. Bare addresses would become links. */
const inlineEscapes: readonly (readonly [RegExp, string])[] = [
  [/[\\`*[\]|~@]|:(?=\/\/)|(?<=\bwww)\./gi, '\\$&'],
  // Within a word an underscore is a letter.
  [/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\_'],
  [/&(?=#|[a-z])/gi, '&amp;'],
  [/</g, '&lt;'],
];

/** Plain text for Markdown, except for the starts of its lines. */
export const escapeInline = (text: string): string =>
  inlineEscapes.reduce((escaped, [pattern, replacement]) => escaped.replace(pattern, replacement), text);

/** Keeps escaped lines from starting a heading, a list, a quotation, a rule or a definition. */
export const escapeLineStarts = (text: string): string =>
  text
    .split('\n')
    .map((line) =>
      line
        .trim()
        .replace(/^(?:[>#=]|[-+:](?=[-+\s]|$))/, '\\$&')
        .replace(/^(\d+)([.)])(?=\s|$)/, '$1\\$2'),
    )
    .filter((line) => line !== '')
    .join('\n');

/** Plain text as one line of Markdown. */
export const escapeLine = (text: string): string =>
  escapeLineStarts(escapeInline(text.replace(/\s+/g, ' ').trim()));

/** Without this, number signs at the end of a heading would be dropped. */
export const escapeHeading = (text: string): string => escapeLine(text).replace(/#+$/, '\\$&');

/** A code span or fence must be longer than every run of the same mark in its text. */
export function codeMarks(text: string, lengthMin: number): string {
  const runs = text.match(/`+/g) ?? [];
  return '`'.repeat(runs.reduce((length, run) => Math.max(length, run.length + 1), lengthMin));
}
