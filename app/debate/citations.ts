import type { Document, Quoted } from './brief.ts';

/** Typography and white space do not make a quote false; a changed word does. */
const plain = (text: string): string =>
  text
    .replace(/[\u2018\u2019\u201b\u2032]/g, "'")
    .replace(/[\u201c\u201d\u201f\u2033]/g, '"')
    .replace(/[\u2010-\u2015]/g, '-')
    .replace(/[*_`#>|]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .toLowerCase();

/** Quotes shorter than this are found everywhere and prove nothing, in characters. */
const quoteCharsMin = 8;

/** Whether a quote's words stand in the document that it names. An ellipsis joins parts, each of which must stand. */
export function quoteIsFound(quoted: Quoted, documents: readonly Document[]): boolean {
  const document = documents.find(({ id }) => id === quoted.evidence);
  if (!document) return false;
  const source = plain(document.text);
  const parts = quoted.quote
    .split(/…|\.\.\.|\[…\]|\[\.\.\.\]/)
    .map((part) => plain(part).replace(/^["']|["']$/g, ''));
  const said = parts.filter((part) => part.length > 0);
  return said.join(' ').length >= quoteCharsMin && said.every((part) => source.includes(part));
}
