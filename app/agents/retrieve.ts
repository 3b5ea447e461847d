import { extractTerms } from '../debate/prompting/terms.ts';
import type { EvidenceDocument } from '../debate/prompting/turn-context.ts';

/** A sentence of a document, verbatim except for normalized white space. */
export interface Sentence {
  readonly evidence: string;
  readonly name: string;
  readonly text: string;
  /** Equal for equal sentences of one document. */
  readonly key: string;
  readonly terms: readonly string[];
}

const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' });
const abbreviation = /(?:\b(?:e\.g|i\.e|etc|vs|cf|approx|resp|no|fig|dr|mr|ms|st|inc|ltd)|\b\p{Lu})\.\s*$/iu;
/** Covers the longest abbreviation, its full stop, a space and the character before it. */
const abbreviationCharsMax = 16;
const sentenceChars = { min: 45, max: 320 };

/** The sentences of a document that can be quoted: whole ones, without headings, tables, code or cut formatting. */
export function extractSentences(document: EvidenceDocument): readonly Sentence[] {
  const found = new Map<string, Sentence>();
  for (const text of splitUnits(document.text).flatMap(splitSentences)) {
    if (!isQuotable(text)) continue;
    const key = `${document.id}:${text}`;
    found.set(key, { evidence: document.id, name: document.name, text, key, terms: extractTerms(text) });
  }
  return [...found.values()];
}

/** Paragraphs and list items, each on one line and without Markdown markers. */
function splitUnits(text: string): string[] {
  const units: string[] = [];
  let current: string[] = [];
  const close = () => {
    if (current.length > 0) units.push(current.join(' ').replace(/\s+/g, ' ').trim());
    current = [];
  };
  for (const line of text.replace(/```[\s\S]*?(?:```|$)/g, '\n\n').split('\n')) {
    const isBreak = /^\s*$|^\s*#|^\s*\||^\s*(?:[-*_=]\s*){3,}$/.test(line);
    const item = /^\s*(?:[-*+>]|\d+[.)])\s+/.exec(line);
    if (isBreak || item) close();
    if (!isBreak) current.push(item ? line.slice(item[0].length) : line.trim());
  }
  close();
  return units;
}

/**
 * Splits a unit into sentences. A segment that ends in an abbreviation is joined to the next. Only the end of each
 * segment is tested, because testing the whole sentence so far would take quadratic time.
 */
function splitSentences(unit: string): string[] {
  const sentences: string[] = [];
  let start = 0;
  for (const { segment, index } of segmenter.segment(unit)) {
    const end = index + segment.length;
    if (end < unit.length && abbreviation.test(segment.slice(-abbreviationCharsMax))) continue;
    sentences.push(unit.slice(start, end).trim());
    start = end;
  }
  return sentences;
}

function isQuotable(text: string): boolean {
  if (text.length < sentenceChars.min || text.length > sentenceChars.max) return false;
  if (!/[.!。！][”’"')*_]*$/.test(text) || /\.\.\.|…|\[|\]\(|<|>|https?:/.test(text)) return false;
  const isPaired = (mark: string) => text.split(mark).length % 2 === 1;
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  return isPaired('**') && isPaired('`') && isPaired('"') && letters > text.length * 0.6;
}

export interface RankedSentence {
  readonly sentence: Sentence;
  readonly score: number;
}

/** Ranks sentences by BM25 score, best first. Equal scores keep the documents' order. */
export function rankSentences(
  sentences: readonly Sentence[],
  query: readonly string[],
): readonly RankedSentence[] {
  const queryTerms = new Set(query);
  const documentFrequency = new Map<string, number>();
  for (const { terms } of sentences)
    for (const term of terms)
      if (queryTerms.has(term)) documentFrequency.set(term, (documentFrequency.get(term) ?? 0) + 1);
  const average = sentences.reduce((sum, { terms }) => sum + terms.length, 0) / Math.max(1, sentences.length);
  const score = ({ terms }: Sentence): number => {
    const length = 1.2 * (0.25 + (0.75 * terms.length) / average);
    return terms.reduce((sum, term) => {
      const count = documentFrequency.get(term);
      if (count === undefined) return sum;
      return sum + (Math.log(1 + (sentences.length - count + 0.5) / (count + 0.5)) * 2.2) / (1 + length);
    }, 0);
  };
  return sentences
    .map((sentence) => ({ sentence, score: score(sentence) }))
    .sort((a, b) => b.score - a.score);
}
