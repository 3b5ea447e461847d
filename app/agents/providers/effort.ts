import type { Effort } from '../../debate/core/settings.ts';

/** The share of the output limit that may be thinking, where a provider wants a number of tokens. */
const thinkingShares: Readonly<Record<Effort, number>> = { low: 0.2, medium: 0.4, high: 0.6 };

/** The tokens for thinking within the output limit; null when it leaves less than providers accept. */
export function thinkingBudgetTokens(effort: Effort, outputTokensMax: number): number | null {
  const tokens = Math.floor(outputTokensMax * thinkingShares[effort]);
  return tokens < 1024 ? null : tokens;
}

/** Claude's members for thinking, as Anthropic and Bedrock take them. */
export function buildClaudeThinking(
  model: string,
  { effort, outputTokensMax }: { readonly effort: Effort | null; readonly outputTokensMax: number },
  withSummaries: boolean,
): object {
  const version = findClaudeVersion(model);
  if (version >= 4.06) {
    // From version 5 on a model thinks by default, in silence unless it is asked for summaries.
    if (effort === null && (version < 5 || !withSummaries)) return {};
    const thinking = { type: 'adaptive', ...(withSummaries && { display: 'summarized' }) };
    return { thinking, ...(effort !== null && { output_config: { effort } }) };
  }
  const budget = effort === null || version < 3.07 ? null : thinkingBudgetTokens(effort, outputTokensMax);
  return budget === null ? {} : { thinking: { type: 'enabled', budget_tokens: budget } };
}

/** 4.06 for `us.anthropic.claude-opus-4-6-v1`, 3.07 for `claude-3-7-sonnet-20250219`, 0 for others. */
function findClaudeVersion(model: string): number {
  const [, major, minor] = /claude-(?:[a-z]+-)?(\d)(?:[-.](\d{1,2})(?!\d))?/.exec(model) ?? [];
  return Number(major ?? 0) + Number(minor ?? 0) / 100;
}
