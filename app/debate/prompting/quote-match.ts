import type { EvidenceDocument, UncheckedCitation } from './turn-context.ts';

/** Ignores differences in typography and white space. */
export const normalizeQuote = (text: string): string =>
  text
    .replace(/[\u2018\u2019\u201b\u2032]/g, "'")
    .replace(/[\u201c\u201d\u201f\u2033]/g, '"')
    .replace(/[\u2010-\u2015]/g, '-')
    .replace(/[*_`#>|]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .toLowerCase();

const normalizeDocument = (document: EvidenceDocument): string => {
  const text = normalizedTexts.get(document) ?? normalizeQuote(document.text);
  normalizedTexts.set(document, text);
  return text;
};

/** A reply may have many quotes from a long document. */
const normalizedTexts = new WeakMap<EvidenceDocument, string>();

/** Shorter quotes match almost any document. */
const quoteCharsMin = 8;

/** Checks a quote against the document that it names. Each part around an ellipsis must be in the document. */
export function isQuoteFound(quoted: UncheckedCitation, documents: readonly EvidenceDocument[]): boolean {
  const document = documents.find(({ id }) => id === quoted.evidence);
  if (!document) return false;
  const source = normalizeDocument(document);
  const parts = quoted.quote
    .split(/…|\.\.\.|\[…\]|\[\.\.\.\]/)
    .map((part) => normalizeQuote(part).replace(/^["']|["']$/g, ''));
  const nonEmptyParts = parts.filter((part) => part.length > 0);
  return (
    nonEmptyParts.join(' ').length >= quoteCharsMin && nonEmptyParts.every((part) => source.includes(part))
  );
}
