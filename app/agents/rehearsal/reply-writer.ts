import type { TurnContext } from '../../debate/prompting/turn-context.ts';
import type { Sentence } from '../retrieve.ts';
import type { AnswerOption } from './answer-options.ts';
import type { ArgumentMap } from './argument-map.ts';
import { type PhraseKind, phrasesFor } from './phrases.ts';
import type { Point } from './points.ts';
import type { SeededRandom } from './seeded-random.ts';

/** What a turn of a rehearsal is made from. */
export interface TurnInput<B extends TurnContext = TurnContext> {
  readonly context: B;
  readonly argumentMap: ArgumentMap;
  readonly random: SeededRandom;
  /** Words to aim at. */
  readonly words: number;
}

/** A turn: paragraphs for people, and the members of its block. */
export interface RehearsedReply {
  readonly paragraphs: readonly string[];
  readonly block: object;
}

/** Every turn says first that no model speaks. */
export const rehearsalDisclaimer = (argumentMap: ArgumentMap): string =>
  hasEvidence(argumentMap)
    ? '*Rehearsal: no language model is speaking. The quotations are real, the words around them a script.*'
    : '*Rehearsal: no language model is speaking, and there is no evidence to quote. This is a script.*';

/** Picks from the lines of a role, none twice in one turn while there are others. */
export interface ReplyWriter {
  readonly line: (part: PhraseKind) => string;
  readonly point: (point: Point) => string;
  readonly concession: (point: Point) => string;
  readonly stance: (part: 'agrees' | 'disagrees', peer: string) => string;
}

export function createReplyWriter({ context, argumentMap, random }: TurnInput): ReplyWriter {
  const phrases = phrasesFor(context.role, hasEvidence(argumentMap));
  const used = new Set<string>();
  const namedDocuments = new Set<string>();
  const pick = (part: PhraseKind | Point['kind']): string => {
    // What is said without a document goes in its order: it begins and ends a list.
    const order = part === 'general' ? phrases[part] : random.shuffle(part, phrases[part]);
    const line = order.find((candidate) => !used.has(candidate)) ?? order.at(-1) ?? '';
    used.add(line);
    return line;
  };
  /** A document is named in full once, then by its number. */
  const source = ({ evidence, name }: Sentence): string => {
    const isNew = !namedDocuments.has(evidence);
    namedDocuments.add(evidence);
    return isNew ? `${evidence} (${name})` : evidence;
  };
  const fill = (line: string, { sentence, text, rival }: Point): string => {
    const quotation = sentence ? inQuotes(text) : line.startsWith('{q}') ? text : lowerFirst(text);
    return line
      .replace('{from}', () => (sentence ? `, from ${source(sentence)}` : ''))
      .replace('{e}', () => (sentence ? source(sentence) : ''))
      .replace('{q}', () => quotation)
      .replace('{rival}', () => rival ?? '');
  };
  return {
    line: pick,
    point: (point) => fill(pick(point.kind), point),
    concession: (point) => fill(pick('concedes'), point),
    stance: (part, peer) => pick(part).replace('{peer}', () => peer),
  };
}

export const hasEvidence = (argumentMap: ArgumentMap): boolean => argumentMap.sentences.length > 0;

/**
 * Points in paragraphs, until the turn has its length: at least one, and only a few that are no quotation,
 * because these fill a page without adding to it.
 */
export function appendPoints(
  points: readonly Point[],
  paragraphs: string[],
  writer: ReplyWriter,
  words: number,
): readonly Point[] {
  const used: Point[] = [];
  const general: string[] = [];
  for (const point of points) {
    if (used.length > 0 && countWords([...paragraphs, ...general]) >= words) break;
    if (point.kind === 'general' && general.length === generalMax) continue;
    (point.kind === 'general' ? general : paragraphs).push(writer.point(point));
    used.push(point);
  }
  if (general.length > 0) paragraphs.push(general.join(' '));
  return used;
}

const generalMax = 3;

export const inQuotes = (text: string): string => `“${text}”`;

export const sentenceCase = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** One sentence that states a stand, with the first reason that speaks of it directly. */
export function buildClaim(option: AnswerOption, points: readonly Point[]): string {
  const statement = sentenceCase(option.statement);
  const reason = points.find(({ kind }) => kind === 'own' || kind === 'rival' || kind === 'general');
  if (!reason || option.statement.includes('“')) return `${statement}.`;
  if (!reason.sentence) return `${statement}: ${lowerFirst(reason.text)}`;
  const { evidence } = reason.sentence;
  const text = reason.text.replace(/[.!]$/, '');
  return text.length <= 140
    ? `${statement}: ${evidence} reports “${text}”.`
    : `${statement}, as ${evidence} bears out.`;
}

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

/** What another agent wrote, as a quotation in one line; a longer one ends at a word. */
export function quoteAgent(text: string, charsMax: number): string {
  const line = text.replace(/`{3,}|\s+/g, ' ').trim();
  const short = line.length <= charsMax ? line : `${line.slice(0, charsMax).replace(/\s+\S*$/, '')} …`;
  const isOpen = short.lastIndexOf('“') > short.lastIndexOf('”');
  return inQuotes((isOpen ? `${short}”` : short).replaceAll('“', '‘').replaceAll('”', '’'));
}

export const toCitations = (points: readonly Point[]) =>
  points.flatMap(({ sentence }) => (sentence ? [{ evidence: sentence.evidence, quote: sentence.text }] : []));

export const countWords = (paragraphs: readonly string[]): number => paragraphs.join(' ').split(/\s+/).length;

/** From 0.35 to 0.9: how well the evidence carries a stand, and a little temper. */
export function computeConfidence(
  option: AnswerOption,
  { argumentMap, random }: Pick<TurnInput, 'argumentMap' | 'random'>,
): number {
  const base = hasEvidence(argumentMap) ? 0.45 + 0.3 * argumentMap.strength(option) : 0.4;
  return roundHundredths(Math.min(0.9, base + 0.15 * random.number('confidence')));
}

export const roundHundredths = (value: number): number => Math.round(value * 100) / 100;
