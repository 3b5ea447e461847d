import type { Brief } from './brief.ts';
import type { Reservation } from './decide.ts';
import { fenceTokens } from './document-tokens.ts';
import type { Usage } from './events.ts';
import { tokensOf } from './tokens.ts';

/** USD for a million tokens; null: not known. */
export type Price = { readonly inputUsd: number; readonly outputUsd: number } | null;

/** Instructions that every prompt has around its brief, in tokens; the longest measured 850. */
const instructionTokens = 1000;

/** A reply that cannot be read is asked for once more: a turn is at most two calls. */
export const callsMax = 2;

/** What a reply of so many tokens is at most where another prompt quotes it: another model counts in another way. */
export const quotedReplyTokens = (outputTokensMax: number): number => outputTokensMax * 2;

export interface PromptParts {
  /** Of the documents, at most: see countDocuments. */
  readonly documentTokens: number;
  readonly outputTokensMax: number;
}

/** The most tokens that the prompt of a brief can be. */
export function promptTokens(brief: Brief, { documentTokens, outputTokensMax }: PromptParts): number {
  const peers = 'peers' in brief ? brief.peers : [];
  const remarks = 'remarks' in brief ? brief.remarks : [];
  const owns = 'own' in brief ? [brief.own] : [];
  const positions = [...owns, ...peers.flatMap((peer) => peer.positions)];
  // What a peer remarked on others, it said in one reply.
  const replies = [...positions, ...Map.groupBy(remarks, ({ from }) => from).values()];
  const quotedMax = quotedReplyTokens(outputTokensMax);
  const quoted = replies.map((reply) => Math.min(tokensOf(JSON.stringify(reply)), quotedMax));
  const fences = 1 + brief.notes.length + owns.length + peers.length + remarks.length;
  return (
    instructionTokens +
    tokensOf(withoutReplies(brief)) +
    quoted.reduce((sum, tokens) => sum + tokens, 0) +
    fences * fenceTokens +
    documentTokens
  );
}

/** What stands in a prompt of its own, roughly: all but the documents, and the seed, which no model is told. */
export const textOf = (brief: Brief): string => JSON.stringify({ ...brief, documents: [], seed: 0 });

/** The same without what the agents have said. */
function withoutReplies(brief: Brief): string {
  const peers = 'peers' in brief ? brief.peers.map((peer) => ({ ...peer, positions: [] })) : [];
  return JSON.stringify({ ...brief, documents: [], seed: 0, own: null, peers, remarks: [] });
}

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
