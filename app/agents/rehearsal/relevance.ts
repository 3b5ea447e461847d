import { extractTerms } from '../../debate/prompting/terms.ts';
import { rankSentences, type Sentence } from '../retrieve.ts';
import type { AnswerOption } from './answer-options.ts';

/** Relevance of sentences, from 0 to 1; the best sentence has 1. */
export interface Relevance {
  readonly toQuestion: (sentence: Sentence) => number;
  readonly toOption: (sentence: Sentence, option: AnswerOption) => number;
}

/** From this relevance on, a sentence counts as being about an option. */
export const optionRelevanceMin = 0.4;

type SentenceScores = ReadonlyMap<string, number>;

export function scoreSentences(sentences: readonly Sentence[], terms: readonly string[]): SentenceScores {
  const ranked = rankSentences(sentences, terms);
  const best = ranked[0]?.score ?? 0;
  return new Map(ranked.map(({ sentence, score }) => [sentence.key, best > 0 ? score / best : 0]));
}

/** The document's share in a sentence's relevance, because the context of a relevant sentence often matters too. */
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

/** A passage with a recommendation is about the recommended option, whatever else it mentions. */
function extractRecommendedTerms(text: string): readonly string[] {
  const clause = /\b(?:recommend|favou?r|prefer|propos|suggest|advis)\w*\s+([^:;,.]+)/i.exec(text);
  return clause?.[1] === undefined ? [] : extractTerms(clause[1]);
}

/** A term in a larger share of the sentences does not identify a topic. */
const commonShare = 0.15;

/** Terms that only this option has and that are rare in the evidence; fewer conditions when none remain. */
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
