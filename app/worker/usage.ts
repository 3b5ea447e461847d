import type { Usage } from '../debate/core/events.ts';
import { maxTextTokens } from '../debate/cost/token-bounds.ts';
import type { PreparedTurn } from '../debate/prompting/prepare-turns.ts';
import type { RepairRequest } from '../debate/prompting/turn-context.ts';

export const addUsage = (a: Usage, b: Usage): Usage => ({
  inputTokens: a.inputTokens + b.inputTokens,
  outputTokens: a.outputTokens + b.outputTokens,
  estimated: a.estimated || b.estimated,
});

/**
 * What a call that ended without a report has cost: its prompt, with the reply that it was to mend, and the text that
 * came. It is never more than was held back for it.
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
