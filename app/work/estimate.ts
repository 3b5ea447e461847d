import type { Brief } from '../debate/brief.ts';
import type { Reservation } from '../debate/decide.ts';
import type { Usage } from '../debate/events.ts';

type Price = { readonly inputUsd: number; readonly outputUsd: number } | null;

/** Instructions that every prompt has around its brief, in tokens; the longest measured 1,400. */
const instructionTokens = 2000;

/** A reply that cannot be read is asked for once more: a turn is at most two calls. */
const callsMax = 2;

/**
 * The most tokens that a text can be, roughly: three ASCII characters to a token, where English has four, and one
 * and a half tokens for any other character, where Chinese has about one.
 */
export function tokensOf(text: string): number {
  let other = 0;
  for (let index = 0; index < text.length; index++) if (text.charCodeAt(index) > 127) other++;
  return Math.ceil((text.length - other) / 3 + other * 1.5);
}

/** What a turn may cost at most: held back from the budget before it is started. */
export function reservationFor(brief: Brief, price: Price, outputTokensMax: number): Reservation {
  const input = instructionTokens + tokensOf(JSON.stringify(brief));
  const usage = {
    inputTokens: (input + outputTokensMax) * callsMax,
    outputTokens: outputTokensMax * callsMax,
  };
  return { usd: costOf(usage, price), tokens: usage.inputTokens + usage.outputTokens };
}

/** USD, or null when the model has no known price. */
export function costOf(usage: Pick<Usage, 'inputTokens' | 'outputTokens'>, price: Price): number | null {
  if (!price) return null;
  return (usage.inputTokens * price.inputUsd + usage.outputTokens * price.outputUsd) / 1_000_000;
}

export const addUsage = (a: Usage, b: Usage): Usage => ({
  inputTokens: a.inputTokens + b.inputTokens,
  outputTokens: a.outputTokens + b.outputTokens,
  estimated: a.estimated || b.estimated,
});

/** What a call that ended without a report has cost: its prompt, and the text that came. */
export const usageSoFar = (brief: Brief, text: string): Usage => ({
  inputTokens: instructionTokens + tokensOf(JSON.stringify(brief)),
  outputTokens: tokensOf(text),
  estimated: true,
});
