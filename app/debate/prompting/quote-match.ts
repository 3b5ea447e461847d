import { containsText } from '../../shared/text-search.ts';
import type { QuoteCheck } from '../core/turn-outcome.ts';
import type { EvidenceDocument, UncheckedCitation } from './turn-context.ts';

/** Shorter quotes match almost any document. */
const quoteCharsMin = 8;
/** Without the white space between its words. */
const nearCharsMin = 6;
/** Each part is searched for in the whole document. */
const quotePartsMax = 20;
const ellipsis = /…|\.\.\.|\[…\]|\[\.\.\.\]/;
const quotationMarks = /^["'“”‘’«»]+|["'“”‘’«»]+$/g;

/** Without what is the same to a reader: kinds of quotation marks and dashes, hyphenation, white space, case. */
export const normalizeQuote = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(/[\u2018\u2019\u201b\u2032]/g, "'")
    .replace(/[\u201c\u201d\u201f\u2033«»]/g, '"')
    .replace(/[\s\u00ad*_`#>|\p{Pd}]+/gu, ' ')
    // A word may be divided at the end of a line. Numbers stay apart.
    .replace(/(?<!\d) | (?!\d)/g, '')
    .toLowerCase();

const normalizeDocument = (document: EvidenceDocument): string => {
  const text = normalizedTexts.get(document) ?? normalizeQuote(document.text);
  normalizedTexts.set(document, text);
  return text;
};

/** A reply may have many quotes from a long document. */
const normalizedTexts = new WeakMap<EvidenceDocument, string>();

/**
 * Checks a quote against the document that it names. Each part around an ellipsis must be in the document: as it is
 * there, or else nearly.
 */
export function checkQuote(
  { evidence, quote }: UncheckedCitation,
  documents: readonly EvidenceDocument[],
): QuoteCheck {
  const document = documents.find(({ id }) => id === evidence);
  const parts = quote
    .split(ellipsis)
    .map((part) => part.trim().replace(quotationMarks, ''))
    .filter((part) => part !== '');
  if (!document || parts.length > quotePartsMax || parts.join(' ').length < quoteCharsMin)
    return { found: false };
  if (parts.every((part) => containsText(document.text, part))) return { found: true, match: 'exact' };
  const source = normalizeDocument(document);
  const nearParts = parts.map(normalizeQuote);
  // Of a quote of dashes or marks nothing may be left, and nothing is in every document.
  if (nearParts.join('').length < nearCharsMin) return { found: false };
  return nearParts.every((part) => containsText(source, part))
    ? { found: true, match: 'near' }
    : { found: false };
}
