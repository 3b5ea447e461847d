import type { EvidenceDocument } from '../debate/prompting/turn-context.ts';

/** A sentence of a document, in its own words; white space is one space. */
export interface Sentence {
  readonly evidence: string;
  readonly name: string;
  readonly text: string;
  /** The same for equal words in one document. */
  readonly key: string;
  readonly terms: readonly string[];
}

const stopWords = new Set(
  `a about above after again all also am an and any are as at be because been before being below between
  both but by can could did do does doing down during each few for from further had has have having he her
  here hers him his how i if in into is it its itself just me more most my no nor not now of off on once
  only or other our ours out over own per same she should so some such than that the their theirs them
  then there these they this those through to too under until up us very was we were what when where which
  while who whom why will with would you your yours`.split(/\s+/),
);

/** The words of a text that carry meaning, each once, in lower case and without common English endings. */
export const extractTerms = (text: string): string[] => [...new Set(extractWords(text).map(stem))];

const extractWords = (text: string): string[] =>
  (text.toLowerCase().match(/[\p{L}\p{N}][\p{L}\p{N}+#-]*/gu) ?? []).filter((word) => !stopWords.has(word));

/** Crude on purpose: it only has to bring "deploys", "deployed" and "deploying" together. */
function stem(word: string): string {
  if (word.length < 5) return word;
  const stemmed = word.replace(/(?:ies|ied)$/, 'y').replace(/(?:ingly|edly|ing|ed|es|s)$/, '');
  return stemmed.length >= 3 ? stemmed : word;
}

const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' });
const abbreviation = /(?:\b(?:e\.g|i\.e|etc|vs|cf|approx|resp|no|fig|dr|mr|ms|st|inc|ltd)|\b\p{Lu})\.\s*$/iu;
/** The longest abbreviation with its full stop, one space and the character before it. */
const abbreviationCharsMax = 16;
const sentenceChars = { min: 45, max: 320 };

/** Sentences that can be quoted: whole ones, no headings, tables or code, nothing torn out of formatting. */
export function extractSentences(document: EvidenceDocument): readonly Sentence[] {
  const found = new Map<string, Sentence>();
  for (const text of splitUnits(document.text).flatMap(splitSentences)) {
    if (!isQuotable(text)) continue;
    const key = `${document.id}:${text}`;
    found.set(key, { evidence: document.id, name: document.name, text, key, terms: extractTerms(text) });
  }
  return [...found.values()];
}

/** Runs of lines that belong together: paragraphs and list items, without their Markdown markers. */
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
 * Sentences of a unit. One that seems to end in an abbreviation goes on. Only the end of a segment is tested: testing all
 * of the sentence so far would take time that grows with the square of the document.
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

/** Sentences by how well they answer the query (BM25), best first; equal scores keep the documents' order. */
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
