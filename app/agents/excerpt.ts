import { extractTerms } from './retrieve.ts';

/** Stands where something was left out; in ASCII, so that many of them take no more tokens than text would. */
export const omissionMark = '[...]';

/**
 * A text, or of a longer one the paragraphs that hold most of the query's words, whole and in their order.
 * The search is one pass of a regular expression, so that megabytes of evidence do not hold up the process.
 */
export function excerpt(text: string, query: string, charsMax: number): string {
  if (text.length <= charsMax) return text;
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
  return joinExcerpt(text, paragraphs, chosen);
}

interface Span {
  readonly start: number;
  readonly end: number;
}

/** Paragraphs as places in the text; one without a blank line is cut, so that several fit into an excerpt. */
function splitParagraphs(text: string, charsMax: number): readonly Span[] {
  const longest = Math.max(1, Math.floor(charsMax / 4));
  const spans: Span[] = [];
  let start = 0;
  for (const { index, 0: blank } of [...text.matchAll(/\n\s*\n/g), { index: text.length, 0: '' }]) {
    for (let from = start; from < index; from += longest)
      spans.push({ start: from, end: Math.min(from + longest, index) });
    start = index + blank.length;
  }
  return spans;
}

/** How many different words of the query stand in each paragraph. */
function scoreParagraphs(text: string, spans: readonly Span[], terms: readonly string[]): readonly number[] {
  const found = spans.map(() => new Set<string>());
  if (terms.length === 0) return found.map(() => 0);
  let at = 0;
  for (const { index, 0: hit } of text.matchAll(new RegExp(terms.map(RegExp.escape).join('|'), 'giu'))) {
    while (at < spans.length - 1 && (spans[at]?.end ?? 0) <= index) at++;
    found[at]?.add(hit.toLowerCase());
  }
  return found.map((words) => words.size);
}

function joinExcerpt(text: string, spans: readonly Span[], chosen: ReadonlySet<number>): string {
  const deps: string[] = [];
  let last = -1;
  for (const [index, { start, end }] of spans.entries()) {
    if (!chosen.has(index)) continue;
    if (index !== last + 1) deps.push(omissionMark);
    deps.push(text.slice(start, end));
    last = index;
  }
  if (last !== spans.length - 1) deps.push(omissionMark);
  return deps.join('\n\n');
}
