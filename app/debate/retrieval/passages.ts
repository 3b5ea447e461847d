import { extractTerms } from '../prompting/terms.ts';
import type { Passage, PromptDocument } from '../prompting/turn-context.ts';
import type { Span } from './excerpt.ts';

/** The share of the characters of documents in a prompt that is kept for the passages of each turn. */
export const passagesShare = 0.1;

/** More words than this name no subject. */
const termsMax = 40;
/** Characters of omitted passages that are searched for a turn, at some 50 MB a second. */
const searchedCharsMax = 4_000_000;
/** The constants of BM25: how soon a repeated word stops to count, and how much a long passage is discounted. */
const saturation = 1.2;
const lengthShare = 0.75;

interface Candidate {
  readonly document: PromptDocument;
  readonly index: number;
  readonly span: Span;
  /** How often each term is in the passage. */
  readonly counts: ReadonlyMap<string, number>;
}

/** The omitted passages that are most relevant to `query` by BM25, best first, within `charsMax` characters. */
export function retrievePassages(
  documents: readonly PromptDocument[],
  query: string,
  charsMax: number,
): readonly Passage[] {
  const terms = extractTerms(query).slice(0, termsMax);
  if (terms.length === 0) return [];
  const candidates = findCandidates(documents, terms);
  const score = createScore(candidates, terms);
  let remaining = charsMax;
  return candidates
    .map((candidate) => ({ candidate, score: score(candidate) }))
    .sort((a, b) => b.score - a.score)
    .flatMap(({ candidate: { document, index, span } }) => {
      const text = document.text.slice(span.start, span.end).trim();
      if (text.length > remaining) return [];
      remaining -= text.length;
      return [{ id: `${document.id}.${index + 1}`, evidence: document.id, text }];
    });
}

/** The omitted passages that have at least one of the terms. */
function findCandidates(
  documents: readonly PromptDocument[],
  terms: readonly string[],
): readonly Candidate[] {
  const pattern = new RegExp(terms.map(RegExp.escape).join('|'), 'giu');
  let searched = 0;
  return documents.flatMap((document) =>
    (document.omitted ?? []).flatMap(({ index, ...span }): Candidate[] => {
      searched += span.end - span.start;
      if (searched > searchedCharsMax) return [];
      const counts = new Map<string, number>();
      for (const [match] of document.text.slice(span.start, span.end).matchAll(pattern)) {
        const term = match.toLowerCase();
        counts.set(term, (counts.get(term) ?? 0) + 1);
      }
      return counts.size > 0 ? [{ document, index, span, counts }] : [];
    }),
  );
}

function createScore(candidates: readonly Candidate[], terms: readonly string[]) {
  const lengthOf = ({ span }: Candidate) => span.end - span.start;
  const average = candidates.reduce((sum, candidate) => sum + lengthOf(candidate), 0) / candidates.length;
  const weights = terms.map((term) => {
    const count = candidates.filter(({ counts }) => counts.has(term)).length;
    return [term, Math.log(1 + (candidates.length - count + 0.5) / (count + 0.5))] as const;
  });
  return (candidate: Candidate): number => {
    const norm = saturation * (1 - lengthShare + (lengthShare * lengthOf(candidate)) / average);
    return weights.reduce((sum, [term, weight]) => {
      const count = candidate.counts.get(term) ?? 0;
      return sum + (weight * count * (saturation + 1)) / (count + norm);
    }, 0);
  };
}
