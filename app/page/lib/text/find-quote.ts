/** A range in UTF-16 units. */
export interface TextRange {
  readonly from: number;
  readonly to: number;
}

/** An ellipsis joins parts of a quote, as in app/debate/prompting/quote-match.ts. */
const ellipsis = /\s*(?:…|\.\.\.|\[…\]|\[\.\.\.\])\s*/;

/** Characters that match each other in a quote; white space and Markdown marks match as one separator. */
const apostrophes = "['\\u2018\\u2019\\u201b\\u2032]";
const quotes = '["\\u201c\\u201d\\u201f\\u2033]';
const dashes = '[-\\u2010-\\u2015]';
const separator = '[\\s*_`#>|]+';

/** The range of each part of a quote, in text order; empty unless all parts are found. */
export function findQuote(quote: string, text: string): readonly TextRange[] {
  const patterns = quote.split(ellipsis).map(quotePattern);
  const ranges = patterns.filter(Boolean).flatMap((pattern) => {
    const found = new RegExp(pattern, 'i').exec(text);
    return found ? [{ from: found.index, to: found.index + found[0].length }] : [];
  });
  if (ranges.length < patterns.filter(Boolean).length) return [];
  const inOrder = ranges.sort((a, b) => a.from - b.from);
  return inOrder.filter(({ from }, index) => from >= (inOrder[index - 1]?.to ?? 0));
}

/** Matches the words in any typography. */
const quotePattern = (words: string): string =>
  words
    .replace(/^[\s*_`#>|"“”']+|[\s*_`#>|"“”']+$/g, '')
    .split(/[\s*_`#>|]+/)
    .map(wordPattern)
    .join(separator);

const wordPattern = (word: string): string =>
  word
    .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    .replace(/['\u2018\u2019\u201b\u2032]/g, apostrophes)
    .replace(/["\u201c\u201d\u201f\u2033]/g, quotes)
    .replace(/[-\u2010-\u2015]/g, dashes);
