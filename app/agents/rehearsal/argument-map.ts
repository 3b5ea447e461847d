import type { Position } from '../../debate/core/events.ts';
import { extractTerms } from '../../debate/prompting/terms.ts';
import type { TurnContext } from '../../debate/prompting/turn-context.ts';
import { extractSentences, type Sentence } from '../retrieve.ts';
import { type AnswerOption, findAnswerOptions } from './answer-options.ts';
import { matchOption } from './match-option.ts';
import { diversifyPoints, type Point, type ScoredPoint } from './points.ts';
import { createRelevance, optionRelevanceMin, type Relevance, scoreSentences } from './relevance.ts';
import { estimateSentiment, hasNumber } from './sentiment.ts';
import { genericOptions, stockArguments } from './stock-arguments.ts';

/** The possible answers to a question with the arguments from its evidence. Equal for every seat. */
export interface ArgumentMap {
  readonly options: readonly AnswerOption[];
  readonly sentences: readonly Sentence[];
  /** Best first. */
  readonly pointsFor: (option: AnswerOption) => readonly Point[];
  readonly pointsAgainst: (option: AnswerOption) => readonly Point[];
  /** How well the evidence supports an option, 0 to 1, relative to the best one. */
  readonly strength: (option: AnswerOption) => number;
  /** The option that a position takes, or null when it takes none of them. */
  readonly matchOption: (position: Position) => AnswerOption | null;
}

/** Only the best points count towards the strength, so that a long document has no advantage. */
const countedPoints = 4;

export function findArgumentMap(context: TurnContext): ArgumentMap {
  const known = maps.get(context.documents) ?? new Map<string, ArgumentMap>();
  maps.set(context.documents, known);
  const key = JSON.stringify([context.question, context.options]);
  const map = known.get(key) ?? buildArgumentMap(context);
  known.set(key, map);
  return map;
}

/** The maps of running debates: all turns of one have the same documents. Building one takes longer than the turn. */
const maps = new WeakMap<TurnContext['documents'], Map<string, ArgumentMap>>();

function buildArgumentMap(context: TurnContext): ArgumentMap {
  const { question, options } = context;
  const sentences = context.documents.flatMap((document) =>
    extractSentences({ ...document, text: document.shown }),
  );
  const questionScores = scoreSentences(sentences, extractTerms([question, ...(options ?? [])].join(' ')));
  const namedOptions = findAnswerOptions(question, options);
  const answerOptions =
    namedOptions.length > 0 ? namedOptions : createLeadOptions(question, sentences, questionScores);
  const input = {
    sentences,
    options: answerOptions,
    relevance: createRelevance(sentences, answerOptions, questionScores),
  };

  const points = new Map(
    answerOptions.map((option) => [option.key, diversifyPoints(scorePointsFor(option, input))]),
  );
  const totalScore = ({ key }: AnswerOption) =>
    (points.get(key) ?? []).slice(0, countedPoints).reduce((sum, { score }) => sum + score, 0);
  const bestTotal = Math.max(...answerOptions.map(totalScore));
  return {
    options: answerOptions,
    sentences,
    pointsFor: ({ key }) => points.get(key) ?? [],
    pointsAgainst: (option) => diversifyPoints(scoreObjections(option, input)),
    strength: (option) => (bestTotal > 0 ? totalScore(option) / bestTotal : 0.5),
    matchOption: (position) => matchOption(position, answerOptions),
  };
}

interface ScoringInput {
  readonly sentences: readonly Sentence[];
  readonly options: readonly AnswerOption[];
  readonly relevance: Relevance;
}

/** With fewer passages, stock arguments are added. */
const passagesMin = 2;

function scorePointsFor(option: AnswerOption, input: ScoringInput): ScoredPoint[] {
  const score = option.leadKey === undefined ? scorePoint : scoreForLead;
  const scored = input.sentences.flatMap((sentence) => score(option, sentence, input) ?? []);
  if (scored.length >= passagesMin) return scored;
  const general = { kind: 'general' as const, sentence: null, rival: null, score: 0 };
  return [...scored, ...stockArguments[option.tendency].map((text) => ({ ...general, text }))];
}

/** Scores a sentence as an argument for an option; null when it is against the option or off topic. */
function scorePoint(
  option: AnswerOption,
  sentence: Sentence,
  { options, relevance }: ScoringInput,
): ScoredPoint | null {
  const sentiment = estimateSentiment(sentence.text);
  const optionRelevance = relevance.toOption(sentence, option);
  const questionRelevance = relevance.toQuestion(sentence);
  const rival = options.find(
    (other) =>
      other !== option && relevance.toOption(sentence, other) > Math.max(optionRelevance, optionRelevanceMin),
  );
  const createPoint = (kind: Point['kind'], score: number): ScoredPoint => {
    return {
      kind,
      text: sentence.text,
      sentence,
      rival: rival?.label ?? null,
      score: score + 0.3 * questionRelevance,
    };
  };
  if (rival) return sentiment < 0 ? createPoint('rival', 0.7 + 0.1 * Math.min(-sentiment, 3)) : null;
  const neutralKind = hasNumber(sentence.text) ? 'measure' : 'relevant';
  if (optionRelevance >= optionRelevanceMin && sentiment < 0) return null;
  if (optionRelevance >= optionRelevanceMin)
    return createPoint(
      sentiment > 0 ? 'own' : neutralKind,
      optionRelevance * (1 + 0.3 * Math.min(sentiment, 2)),
    );
  if (questionRelevance < 0.2) return null;
  if (sentiment < 0 && option.tendency === 'bold') return createPoint('waiting', 0.45);
  if (sentiment < 0 && option.tendency === 'careful') return createPoint('margin', 0.45);
  return createPoint(neutralKind, hasNumber(sentence.text) ? 0.35 : 0.2);
}

/** Scores a sentence for an option that starts from a passage: that passage, and others on the question. */
function scoreForLead(
  option: AnswerOption,
  sentence: Sentence,
  { options, relevance }: ScoringInput,
): ScoredPoint | null {
  const questionRelevance = relevance.toQuestion(sentence);
  const point = { text: sentence.text, sentence, rival: null };
  if (sentence.key === option.leadKey) return { ...point, kind: 'own', score: 2 };
  if (questionRelevance < 0.1 || options.some(({ leadKey }) => leadKey === sentence.key)) return null;
  const kind = hasNumber(sentence.text) ? 'measure' : 'relevant';
  return { ...point, kind, score: questionRelevance + 0.5 * relevance.toOption(sentence, option) };
}

/** Arguments against an option, and those for its rivals. */
function scoreObjections(option: AnswerOption, input: ScoringInput): ScoredPoint[] {
  const others = input.options.filter((other) => other !== option);
  const pointsOfOthers = others
    .flatMap((other) => scorePointsFor(other, input))
    .filter(({ kind }) => kind === 'own' || kind === 'margin' || kind === 'general');
  if (option.leadKey !== undefined) return pointsOfOthers;
  const against = input.sentences.flatMap((sentence): ScoredPoint[] => {
    const optionRelevance = input.relevance.toOption(sentence, option);
    if (optionRelevance < optionRelevanceMin || estimateSentiment(sentence.text) >= 0) return [];
    return [
      { kind: 'rival', text: sentence.text, sentence, rival: option.label, score: 1 + optionRelevance },
    ];
  });
  return [...against, ...pointsOfOthers];
}

const leadOptionsMax = 3;

/** Options for a question that names no answers: relevant passages to start from, of several documents if possible. */
function createLeadOptions(
  question: string,
  sentences: readonly Sentence[],
  questionScores: ReadonlyMap<string, number>,
): readonly AnswerOption[] {
  const relevant = sentences.flatMap((sentence): ScoredPoint[] => {
    const score = questionScores.get(sentence.key) ?? 0;
    return score > 0 ? [{ kind: 'relevant', text: sentence.text, sentence, rival: null, score }] : [];
  });
  if (relevant.length === 0) return genericOptions(question);
  const passages = diversifyPoints(relevant).flatMap(({ sentence }) => sentence ?? []);
  return passages.slice(0, leadOptionsMax).map(({ key, evidence, text, terms }, index) => ({
    key,
    label: `the approach of ${evidence}`,
    statement: `the answer should start from ${evidence}, “${text.replace(/[.!]$/, '')}”`,
    terms,
    tendency: (['bold', 'careful', 'between'] as const)[index] ?? 'between',
    leadKey: key,
  }));
}
