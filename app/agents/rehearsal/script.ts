import type { Brief } from '../../debate/brief.ts';
import type { Sentence } from '../retrieve.ts';
import type { Case } from './case.ts';
import type { Draw } from './draw.ts';
import type { Point } from './points.ts';
import type { Stand } from './question.ts';
import { type Part, voiceOf } from './voices.ts';

/** What a turn of a rehearsal is made from. */
export interface Scene<B extends Brief = Brief> {
  readonly brief: B;
  readonly matter: Case;
  readonly draw: Draw;
  /** Words to aim at. */
  readonly words: number;
}

/** A turn: paragraphs for people, and the members of its block. */
export interface Turn {
  readonly paragraphs: readonly string[];
  readonly block: object;
}

/** Every turn says first that no model speaks. */
export const disclaimer = (matter: Case): string =>
  hasEvidence(matter)
    ? '*Rehearsal: no language model is speaking. The quotations are real, the words around them a script.*'
    : '*Rehearsal: no language model is speaking, and there is no evidence to quote. This is a script.*';

/** Picks from the lines of a role, none twice in one turn while there are others. */
export interface Writer {
  readonly line: (part: Part) => string;
  readonly point: (point: Point) => string;
  readonly concession: (point: Point) => string;
  readonly stance: (part: 'agrees' | 'disagrees', peer: string) => string;
}

export function createWriter({ brief, matter, draw }: Scene): Writer {
  const voice = voiceOf(brief.role, hasEvidence(matter));
  const used = new Set<string>();
  const named = new Set<string>();
  const pick = (part: Part | Point['kind']): string => {
    // What is said without a document goes in its order: it begins and ends a list.
    const order = part === 'general' ? voice[part] : draw.shuffle(part, voice[part]);
    const line = order.find((candidate) => !used.has(candidate)) ?? order.at(-1) ?? '';
    used.add(line);
    return line;
  };
  /** A document is named in full once, then by its number. */
  const source = ({ evidence, name }: Sentence): string => {
    const isNew = !named.has(evidence);
    named.add(evidence);
    return isNew ? `${evidence} (${name})` : evidence;
  };
  const fill = (line: string, { sentence, text, rival }: Point): string => {
    const said = sentence ? quoted(text) : line.startsWith('{q}') ? text : lowerFirst(text);
    return line
      .replace('{from}', () => (sentence ? `, from ${source(sentence)}` : ''))
      .replace('{e}', () => (sentence ? source(sentence) : ''))
      .replace('{q}', () => said)
      .replace('{rival}', () => rival ?? '');
  };
  return {
    line: pick,
    point: (point) => fill(pick(point.kind), point),
    concession: (point) => fill(pick('concedes'), point),
    stance: (part, peer) => pick(part).replace('{peer}', () => peer),
  };
}

export const hasEvidence = (matter: Case): boolean => matter.sentences.length > 0;

/**
 * Points in paragraphs, until the turn has its length: at least one, and only a few that are no quotation,
 * because these fill a page without adding to it.
 */
export function usePoints(
  points: readonly Point[],
  paragraphs: string[],
  writer: Writer,
  words: number,
): readonly Point[] {
  const used: Point[] = [];
  const general: string[] = [];
  for (const point of points) {
    if (used.length > 0 && wordsIn([...paragraphs, ...general]) >= words) break;
    if (point.kind === 'general' && general.length === generalMax) continue;
    (point.kind === 'general' ? general : paragraphs).push(writer.point(point));
    used.push(point);
  }
  if (general.length > 0) paragraphs.push(general.join(' '));
  return used;
}

const generalMax = 3;

export const quoted = (text: string): string => `“${text}”`;

export const sentenceCase = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** One sentence that states a stand, with the first reason that speaks of it directly. */
export function claimFor(stand: Stand, points: readonly Point[]): string {
  const says = sentenceCase(stand.says);
  const reason = points.find(({ kind }) => kind === 'own' || kind === 'rival' || kind === 'general');
  if (!reason || stand.says.includes('“')) return `${says}.`;
  if (!reason.sentence) return `${says}: ${lowerFirst(reason.text)}`;
  const { evidence } = reason.sentence;
  const text = reason.text.replace(/[.!]$/, '');
  return text.length <= 140
    ? `${says}: ${evidence} reports “${text}”.`
    : `${says}, as ${evidence} bears out.`;
}

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

/** What another agent wrote, as a quotation in one line; a longer one ends at a word. */
export function quoteAgent(text: string, charsMax: number): string {
  const line = text.replace(/`{3,}|\s+/g, ' ').trim();
  const short = line.length <= charsMax ? line : `${line.slice(0, charsMax).replace(/\s+\S*$/, '')} …`;
  const isOpen = short.lastIndexOf('“') > short.lastIndexOf('”');
  return quoted((isOpen ? `${short}”` : short).replaceAll('“', '‘').replaceAll('”', '’'));
}

export const citationsOf = (points: readonly Point[]) =>
  points.flatMap(({ sentence }) => (sentence ? [{ evidence: sentence.evidence, quote: sentence.text }] : []));

export const wordsIn = (paragraphs: readonly string[]): number => paragraphs.join(' ').split(/\s+/).length;

/** From 0.35 to 0.9: how well the evidence carries a stand, and a little temper. */
export function confidenceIn(stand: Stand, { matter, draw }: Pick<Scene, 'matter' | 'draw'>): number {
  const ground = hasEvidence(matter) ? 0.45 + 0.3 * matter.strength(stand) : 0.4;
  return round(Math.min(0.9, ground + 0.15 * draw.number('confidence')));
}

export const round = (value: number): number => Math.round(value * 100) / 100;
