import { rank, type Sentence, termsOf } from '../retrieve.ts';
import type { Stand } from './question.ts';

/** What the sentences of the evidence bear on, each from 0 to 1, where the best one has 1. */
export interface Bearing {
  /** How much a sentence has to do with the question. */
  readonly onQuestion: (sentence: Sentence) => number;
  /** How much it has to do with one stand in particular. */
  readonly onStand: (sentence: Sentence, stand: Stand) => number;
}

/** From here on a sentence is about a stand. */
export const aboutIt = 0.4;

type Scale = ReadonlyMap<string, number>;

export function scale(sentences: readonly Sentence[], terms: readonly string[]): Scale {
  const ranked = rank(sentences, terms);
  const best = ranked[0]?.score ?? 0;
  return new Map(ranked.map(({ sentence, score }) => [sentence.key, best > 0 ? score / best : 0]));
}

/**
 * Part of a sentence's relevance that it owes to its document: what stands beside the point often matters
 * too.
 */
const neighbourShare = 0.3;

export function createBearing(
  sentences: readonly Sentence[],
  stands: readonly Stand[],
  relevance: Scale,
): Bearing {
  const scales = new Map(
    stands.map((stand) => [stand.key, scale(sentences, distinctTerms(stand, stands, sentences))]),
  );
  const best = new Map<string, number>();
  for (const { key, evidence } of sentences)
    best.set(evidence, Math.max(best.get(evidence) ?? 0, relevance.get(key) ?? 0));
  const recommended = new Map(sentences.map(({ key, text }) => [key, recommendedIn(text)]));
  return {
    onQuestion: ({ key, evidence }) =>
      (1 - neighbourShare) * (relevance.get(key) ?? 0) + neighbourShare * (best.get(evidence) ?? 0),
    onStand(sentence, stand) {
      const score = scales.get(stand.key)?.get(sentence.key) ?? 0;
      const terms = recommended.get(sentence.key) ?? [];
      if (terms.length === 0) return score;
      return stand.terms.some((term) => terms.includes(term)) ? 1 : Math.min(score, aboutIt / 2);
    },
  };
}

/** A passage that recommends something is about that, whatever else it mentions. */
function recommendedIn(text: string): readonly string[] {
  const clause = /\b(?:recommend|favou?r|prefer|propos|suggest|advis)\w*\s+([^:;,.]+)/i.exec(text);
  return clause?.[1] === undefined ? [] : termsOf(clause[1]);
}

/** A word in more than this share of the sentences does not tell what one is about. */
const commonShare = 0.15;

/** Words that only this stand has and that are not all over the evidence, as far as that leaves any. */
function distinctTerms(
  stand: Stand,
  stands: readonly Stand[],
  sentences: readonly Sentence[],
): readonly string[] {
  const taken = new Set(stands.filter((other) => other !== stand).flatMap((other) => other.terms));
  const holders = (term: string) => sentences.filter(({ terms }) => terms.includes(term)).length;
  const distinct = stand.terms.filter((term) => !taken.has(term));
  const telling = distinct.filter((term) => holders(term) <= Math.max(2, sentences.length * commonShare));
  return [telling, distinct, stand.terms].find((terms) => terms.length > 0) ?? [];
}
