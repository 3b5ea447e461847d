import { extractTerms, rankSentences, type Sentence } from '../retrieve.ts';
import type { AnswerOption } from './answer-options.ts';

/** What the sentences of the evidence bear on, each from 0 to 1, where the best one has 1. */
export interface Relevance {
  /** How much a sentence has to do with the question. */
  readonly toQuestion: (sentence: Sentence) => number;
  /** How much it has to do with one stand in particular. */
  readonly toOption: (sentence: Sentence, stand: AnswerOption) => number;
}

/** From here on a sentence is about a stand. */
export const optionRelevanceMin = 0.4;

type SentenceScores = ReadonlyMap<string, number>;

export function scoreSentences(sentences: readonly Sentence[], terms: readonly string[]): SentenceScores {
  const ranked = rankSentences(sentences, terms);
  const best = ranked[0]?.score ?? 0;
  return new Map(ranked.map(({ sentence, score }) => [sentence.key, best > 0 ? score / best : 0]));
}

/**
 * Part of a sentence's relevance that it owes to its document: what stands beside the point often matters
 * too.
 */
const neighbourShare = 0.3;

export function createRelevance(
  sentences: readonly Sentence[],
  options: readonly AnswerOption[],
  questionScores: SentenceScores,
): Relevance {
  const optionScores = new Map(
    options.map((option) => [
      option.key,
      scoreSentences(sentences, findDistinctTerms(option, options, sentences)),
    ]),
  );
  const bestByDocument = new Map<string, number>();
  for (const { key, evidence } of sentences)
    bestByDocument.set(evidence, Math.max(bestByDocument.get(evidence) ?? 0, questionScores.get(key) ?? 0));
  const recommended = new Map(sentences.map(({ key, text }) => [key, extractRecommendedTerms(text)]));
  return {
    toQuestion: ({ key, evidence }) =>
      (1 - neighbourShare) * (questionScores.get(key) ?? 0) +
      neighbourShare * (bestByDocument.get(evidence) ?? 0),
    toOption(sentence, option) {
      const score = optionScores.get(option.key)?.get(sentence.key) ?? 0;
      const terms = recommended.get(sentence.key) ?? [];
      if (terms.length === 0) return score;
      return option.terms.some((term) => terms.includes(term)) ? 1 : Math.min(score, optionRelevanceMin / 2);
    },
  };
}

/** A passage that recommends something is about that, whatever else it mentions. */
function extractRecommendedTerms(text: string): readonly string[] {
  const clause = /\b(?:recommend|favou?r|prefer|propos|suggest|advis)\w*\s+([^:;,.]+)/i.exec(text);
  return clause?.[1] === undefined ? [] : extractTerms(clause[1]);
}

/** A word in more than this share of the sentences does not tell what one is about. */
const commonShare = 0.15;

/** Words that only this stand has and that are not all over the evidence, as far as that leaves any. */
function findDistinctTerms(
  option: AnswerOption,
  options: readonly AnswerOption[],
  sentences: readonly Sentence[],
): readonly string[] {
  const otherTerms = new Set(options.filter((other) => other !== option).flatMap((other) => other.terms));
  const countSentences = (term: string) => sentences.filter(({ terms }) => terms.includes(term)).length;
  const distinct = option.terms.filter((term) => !otherTerms.has(term));
  const rareTerms = distinct.filter(
    (term) => countSentences(term) <= Math.max(2, sentences.length * commonShare),
  );
  return [rareTerms, distinct, option.terms].find((terms) => terms.length > 0) ?? [];
}
