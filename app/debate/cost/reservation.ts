import type { Reservation } from '../core/commands.ts';
import type { Position } from '../core/events.ts';
import type { Remark, TurnContext } from '../prompting/turn-context.ts';
import { fenceTokens } from './document-tokens.ts';
import { computeMaxCostUsd, type TokenPrice } from './price.ts';
import { maxTextTokens } from './token-bounds.ts';

/** Tokens of the instructions that every prompt adds to its context; the longest measured 850. */
const instructionTokens = 1000;

/** Charged calls of an attempt: one, and one more to repair its reply or to repeat it after a timeout. */
export const callsPerAttemptMax = 2;

/** The upper bound of a reply's tokens in another model's prompt: tokenizers differ by up to a factor of two. */
export const quotedReplyTokensMax = (outputTokensMax: number): number => outputTokensMax * 2;

/** What a prompt quotes from one reply. */
interface QuotedReply {
  readonly position?: Position;
  readonly prose?: string;
  readonly remarks?: readonly Remark[];
}

export interface PromptSize {
  /** Upper bound for the documents, from `countDocumentTokens`. */
  readonly documentTokens: number;
  /** The highest limit of a reply that the prompt may quote. */
  readonly outputTokensMax: number;
}

/** The upper bound of a prompt's tokens. */
export function promptTokensMax(
  context: TurnContext,
  { documentTokens, outputTokensMax }: PromptSize,
): number {
  const peers = 'peers' in context ? context.peers : [];
  const remarks = 'remarks' in context ? context.remarks : [];
  const own: readonly QuotedReply[] =
    'own' in context
      ? [{ position: context.own.position, prose: context.own.reasons }, { prose: context.own.critique }]
      : [];
  // A position and its reasons come from one reply, and so do all remarks of a peer.
  const held = peers.flatMap(({ positions, reasons }): readonly QuotedReply[] =>
    positions.map((position, index) => ({
      position,
      ...(index === positions.length - 1 && { prose: reasons }),
    })),
  );
  const remarksByPeer = [...Map.groupBy(remarks, ({ from }) => from).values()];
  const replies = [...own, ...held, ...remarksByPeer.map((list): QuotedReply => ({ remarks: list }))];
  const quotedMax = quotedReplyTokensMax(outputTokensMax);
  const quoted = replies.map((reply) => Math.min(quotedTokens(reply), quotedMax));
  const fenceCount = 1 + context.notes.length + own.length + 2 * peers.length + remarks.length;
  return (
    instructionTokens +
    maxTextTokens(promptTextWithoutReplies(context)) +
    quoted.reduce((sum, tokens) => sum + tokens, 0) +
    fenceCount * fenceTokens +
    documentTokens
  );
}

/** The tokens of a reply in a prompt: every citation stands in a tag, and `>` begins every line of prose. */
function quotedTokens(reply: QuotedReply): number {
  const json = JSON.stringify(reply);
  const citations = reply.position?.citations.length ?? 0;
  const lines = json.split('\\n').length - 1;
  return maxTextTokens(json) + citations * fenceTokens + lines;
}

/** Roughly the text of a prompt, without the documents and what is not in prompts: seeds and omissions. */
export const promptText = (context: TurnContext): string =>
  JSON.stringify({ ...context, documents: [], passages: [], omissions: [], seed: 0, debateSeed: 0 });

function promptTextWithoutReplies(context: TurnContext): string {
  const peers =
    'peers' in context ? context.peers.map((peer) => ({ ...peer, positions: [], reasons: '' })) : [];
  return JSON.stringify({
    ...context,
    documents: [],
    passages: [],
    omissions: [],
    seed: 0,
    debateSeed: 0,
    own: null,
    peers,
    remarks: [],
  });
}

/** The upper bound of a turn's cost, reserved in the budget before it starts. */
export function computeReservation(prompt: number, price: TokenPrice, outputTokensMax: number): Reservation {
  const call = { inputTokens: prompt + outputTokensMax, outputTokens: outputTokensMax };
  const usd = computeMaxCostUsd(call, price);
  return {
    usd: usd === null ? null : usd * callsPerAttemptMax,
    tokens: (call.inputTokens + call.outputTokens) * callsPerAttemptMax,
  };
}
