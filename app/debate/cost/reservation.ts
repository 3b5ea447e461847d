import type { Reservation } from '../core/decide.ts';
import type { Usage } from '../core/events.ts';
import type { TurnContext } from '../prompting/turn-context.ts';
import { fenceTokens } from './document-tokens.ts';
import { maxTextTokens } from './token-bounds.ts';

/** USD for a million tokens; null: not known. */
export type TokenPrice = { readonly inputUsd: number; readonly outputUsd: number } | null;

/** Instructions that every prompt has around its brief, in tokens; the longest measured 850. */
const instructionTokens = 1000;

/** A reply that cannot be read is asked for once more: a turn is at most two calls. */
export const callsPerAttemptMax = 2;

/** What a reply of so many tokens is at most where another prompt quotes it: another model counts in another way. */
export const quotedReplyTokensMax = (outputTokensMax: number): number => outputTokensMax * 2;

export interface PromptSize {
  /** Of the documents, at most: see countDocuments. */
  readonly documentTokens: number;
  readonly outputTokensMax: number;
}

/** The most tokens that the prompt of a brief can be. */
export function promptTokensMax(
  context: TurnContext,
  { documentTokens, outputTokensMax }: PromptSize,
): number {
  const peers = 'peers' in context ? context.peers : [];
  const remarks = 'remarks' in context ? context.remarks : [];
  const ownPositions = 'own' in context ? [context.own] : [];
  const positions = [...ownPositions, ...peers.flatMap((peer) => peer.positions)];
  // What a peer remarked on others, it said in one reply.
  const replies = [...positions, ...Map.groupBy(remarks, ({ from }) => from).values()];
  const quotedMax = quotedReplyTokensMax(outputTokensMax);
  const quoted = replies.map((reply) => Math.min(maxTextTokens(JSON.stringify(reply)), quotedMax));
  const fenceCount = 1 + context.notes.length + ownPositions.length + peers.length + remarks.length;
  return (
    instructionTokens +
    maxTextTokens(promptTextWithoutReplies(context)) +
    quoted.reduce((sum, tokens) => sum + tokens, 0) +
    fenceCount * fenceTokens +
    documentTokens
  );
}

/** What stands in a prompt of its own, roughly: all but the documents, and the seed, which no model is told. */
export const promptText = (context: TurnContext): string =>
  JSON.stringify({ ...context, documents: [], seed: 0 });

/** The same without what the agents have said. */
function promptTextWithoutReplies(context: TurnContext): string {
  const peers = 'peers' in context ? context.peers.map((peer) => ({ ...peer, positions: [] })) : [];
  return JSON.stringify({ ...context, documents: [], seed: 0, own: null, peers, remarks: [] });
}

/** What a turn may cost at most: held back from the budget before it is started. */
export function computeReservation(prompt: number, price: TokenPrice, outputTokensMax: number): Reservation {
  const usage = {
    inputTokens: (prompt + outputTokensMax) * callsPerAttemptMax,
    outputTokens: outputTokensMax * callsPerAttemptMax,
  };
  return { usd: computeCostUsd(usage, price), tokens: usage.inputTokens + usage.outputTokens };
}

/** USD, or null when the model has no known price. */
export function computeCostUsd(
  usage: Pick<Usage, 'inputTokens' | 'outputTokens'>,
  price: TokenPrice,
): number | null {
  if (!price) return null;
  return (usage.inputTokens * price.inputUsd + usage.outputTokens * price.outputUsd) / 1_000_000;
}
