import type { Usage } from '../debate/core/events.ts';
import { maxTextTokens } from '../debate/cost/token-bounds.ts';
import type { PreparedTurn } from '../debate/prompting/prepare-turns.ts';
import type { RepairRequest } from '../debate/prompting/turn-context.ts';

/**
 * Estimates the usage of a call that ended with an unexpected error: its prompt, including the reply to repair, and
 * the text that arrived. Never exceeds the call's reservation.
 */
export function estimatePartialUsage(
  { promptTokens, outputTokensMax }: Pick<PreparedTurn, 'promptTokens' | 'outputTokensMax'>,
  repair: RepairRequest | null,
  text: string,
): Usage {
  const replyTokens = (reply: string) => Math.min(maxTextTokens(reply), outputTokensMax);
  return {
    inputTokens: promptTokens + replyTokens(repair?.text ?? ''),
    outputTokens: replyTokens(text),
    estimated: true,
  };
}
