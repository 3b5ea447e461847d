import type { Brief, Document } from './brief.ts';
import type { Reservation } from './decide.ts';
import type { Usage } from './events.ts';

/** USD for a million tokens; null: not known. */
export type Price = { readonly inputUsd: number; readonly outputUsd: number } | null;

/** Instructions that every prompt has around its brief, in tokens; the longest measured 1,400. */
const instructionTokens = 2000;

/** A reply that cannot be read is asked for once more: a turn is at most two calls. */
export const callsMax = 2;

/** ASCII characters to a token, where there are fewest. */
export const asciiPerToken = 3;

/**
 * The most tokens that a text can be, roughly: three ASCII characters to a token, where English has four, and one
 * and a half tokens for any other character, where Chinese has about one.
 */
export function tokensOf(text: string): number {
  const other = othersIn(text);
  return tokensIn(text.length - other, other);
}

const tokensIn = (ascii: number, other: number): number => Math.ceil(ascii / asciiPerToken + other * 1.5);

/** The fewest that it can be, roughly: twice as many ASCII characters to a token, and four of any other. */
export function fewestTokensOf(text: string): number {
  const other = othersIn(text);
  return Math.floor((text.length - other) / 6 + other / 4);
}

/** Characters that are not ASCII. */
function othersIn(text: string): number {
  let other = 0;
  for (let index = 0; index < text.length; index++) if (text.charCodeAt(index) > 127) other++;
  return other;
}

/**
 * The most tokens that a debate's documents can be in a prompt, which shows so many characters of them. Every brief has
 * the same ones: they are counted once, for they can be long.
 */
export function documentTokensOf(documents: readonly Document[], charsMax: number): number {
  const text = documents.map((document) => document.text).join('');
  if (text.length <= charsMax) return tokensOf(JSON.stringify(documents));
  // Whatever is shown may be the passages that take the most tokens.
  const others = Math.min(othersIn(text), charsMax);
  const frames = documents.map((document) => ({ ...document, text: '' }));
  return tokensOf(JSON.stringify(frames)) + tokensIn(charsMax - others, others);
}

/** The most tokens that the prompt of a brief can be. */
export const promptTokens = (brief: Brief, documentTokens: number): number =>
  instructionTokens + tokensOf(textOf(brief)) + documentTokens;

/** What stands in a prompt of its own, roughly: all but the documents, and the seed, which no model is told. */
export const textOf = (brief: Brief): string => JSON.stringify({ ...brief, documents: [], seed: 0 });

/** What a turn may cost at most: held back from the budget before it is started. */
export function reservationFor(prompt: number, price: Price, outputTokensMax: number): Reservation {
  const usage = {
    inputTokens: (prompt + outputTokensMax) * callsMax,
    outputTokens: outputTokensMax * callsMax,
  };
  return { usd: usdOf(usage, price), tokens: usage.inputTokens + usage.outputTokens };
}

/** USD, or null when the model has no known price. */
export function usdOf(usage: Pick<Usage, 'inputTokens' | 'outputTokens'>, price: Price): number | null {
  if (!price) return null;
  return (usage.inputTokens * price.inputUsd + usage.outputTokens * price.outputUsd) / 1_000_000;
}
