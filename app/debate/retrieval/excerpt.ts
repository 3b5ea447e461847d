import { extractTerms } from '../prompting/terms.ts';

/** Marks omitted passages. ASCII, so that many marks take at most as many tokens as the omitted text. */
export const omissionMark = '[...]';

/** What prompts show of a text, and the passages that they leave out. */
export interface Excerpt {
  readonly shown: string;
  readonly omitted: readonly OmittedSpan[];
}

/**
 * Returns a short text unchanged, and the most relevant paragraphs of a long one in their order.
 * The search is a single pass of one regular expression, so that megabytes of evidence do not block the process.
 */
export function excerpt(text: string, query: string, charsMax: number): Excerpt {
  if (text.length <= charsMax) return { shown: text, omitted: [] };
  const paragraphs = splitParagraphs(text, charsMax);
  const scores = scoreParagraphs(text, paragraphs, extractTerms(query));
  const chosen = new Set<number>();
  let remaining = charsMax;
  for (const index of [...paragraphs.keys()].sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || a - b)) {
    const { start, end } = paragraphs[index] ?? { start: 0, end: 0 };
    const length = end - start + omissionMark.length + 4;
    if (length > remaining) continue;
    chosen.add(index);
    remaining -= length;
  }
  const omitted = paragraphs.flatMap((span, index) => (chosen.has(index) ? [] : [{ ...span, index }]));
  return { shown: joinExcerpt(text, paragraphs, chosen), omitted };
}

export interface Span {
  readonly start: number;
  readonly end: number;
}

/** The passage with this index in its text. */
export interface OmittedSpan extends Span {
  readonly index: number;
}

/** Pieces of long paragraphs, such as those of a text without blank lines, have at most so many characters. */
const pieceCharsMax = 1200;

/** Splits at blank lines, and long paragraphs at lines and sentences, so that several fit into an excerpt. */
function splitParagraphs(text: string, charsMax: number): readonly Span[] {
  const longest = Math.max(1, Math.min(pieceCharsMax, Math.floor(charsMax / 4)));
  const spans: Span[] = [];
  let start = 0;
  for (const { index, 0: blank } of [...text.matchAll(/\n\s*\n/g), { index: text.length, 0: '' }]) {
    for (let from = start; from < index; ) {
      const end = index - from <= longest ? index : from + pieceLength(text.slice(from, from + longest));
      spans.push({ start: from, end });
      from = end;
    }
    start = index + blank.length;
  }
  return spans;
}

/** Where to cut a paragraph of which this is the start: after its last line or sentence, else after its last word. */
function pieceLength(start: string): number {
  for (const ends of [/\n|[。！？]|[.!?។။]\s/g, /\s/g]) {
    const last = [...start.matchAll(ends)].at(-1);
    if (last) return last.index + last[0].length;
  }
  return /[\uD800-\uDBFF]$/.test(start) && start.length > 1 ? start.length - 1 : start.length;
}

/** The number of different query terms in each paragraph. */
function scoreParagraphs(text: string, spans: readonly Span[], terms: readonly string[]): readonly number[] {
  const found = spans.map(() => new Set<string>());
  if (terms.length === 0) return found.map(() => 0);
  let spanIndex = 0;
  for (const { index, 0: match } of text.matchAll(new RegExp(terms.map(RegExp.escape).join('|'), 'giu'))) {
    while (spanIndex < spans.length - 1 && (spans[spanIndex]?.end ?? 0) <= index) spanIndex++;
    found[spanIndex]?.add(match.toLowerCase());
  }
  return found.map((matches) => matches.size);
}

function joinExcerpt(text: string, spans: readonly Span[], chosen: ReadonlySet<number>): string {
  const passages: string[] = [];
  let last = -1;
  for (const [index, { start, end }] of spans.entries()) {
    if (!chosen.has(index)) continue;
    const passage = text.slice(start, end);
    const previous = passages.at(-1);
    if (index !== last + 1) passages.push(omissionMark, passage);
    // Pieces of one paragraph.
    else if (previous !== undefined && spans[last]?.end === start)
      passages[passages.length - 1] = previous + passage;
    else passages.push(passage);
    last = index;
  }
  if (last !== spans.length - 1) passages.push(omissionMark);
  return passages.map((passage) => passage.trim()).join('\n\n');
}
