import type { Repair } from '../debate/brief.ts';
import type { Usage } from '../debate/events.ts';
import type { Briefed } from '../debate/prepare.ts';
import { tokensOf } from '../debate/tokens.ts';

export const addUsage = (a: Usage, b: Usage): Usage => ({
  inputTokens: a.inputTokens + b.inputTokens,
  outputTokens: a.outputTokens + b.outputTokens,
  estimated: a.estimated || b.estimated,
});

/**
 * What a call that ended without a report has cost: its prompt, with the reply that it was to mend, and the text that
 * came. It is never more than was held back for it.
 */
export function usageSoFar(
  { promptTokens, outputTokensMax }: Pick<Briefed, 'promptTokens' | 'outputTokensMax'>,
  repair: Repair | null,
  text: string,
): Usage {
  const replyTokens = (reply: string) => Math.min(tokensOf(reply), outputTokensMax);
  return {
    inputTokens: promptTokens + replyTokens(repair?.text ?? ''),
    outputTokens: replyTokens(text),
    estimated: true,
  };
}
