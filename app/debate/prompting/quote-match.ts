import type { EvidenceDocument, UncheckedCitation } from './turn-context.ts';

/** Typography and white space do not make a quote false; a changed word does. */
const normalizeQuote = (text: string): string =>
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
export function isQuoteFound(quoted: UncheckedCitation, documents: readonly EvidenceDocument[]): boolean {
  const document = documents.find(({ id }) => id === quoted.evidence);
  if (!document) return false;
  const source = normalizeQuote(document.text);
  const parts = quoted.quote
    .split(/…|\.\.\.|\[…\]|\[\.\.\.\]/)
    .map((part) => normalizeQuote(part).replace(/^["']|["']$/g, ''));
  const quotedParts = parts.filter((part) => part.length > 0);
  return quotedParts.join(' ').length >= quoteCharsMin && quotedParts.every((part) => source.includes(part));
}
