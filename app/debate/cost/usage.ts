import type { Usage } from '../core/events.ts';

/** The usage of nothing. */
export const noUsage: Usage = { inputTokens: 0, outputTokens: 0, estimated: false };

/** True when the tokens may have been charged. */
export const isCharged = ({ inputTokens, outputTokens }: Usage): boolean => inputTokens + outputTokens > 0;

/** The tokens of several calls. It is an estimate when that of a charged call is one. */
export function sumUsage(calls: readonly Usage[]): Usage {
  const sum = (tokens: (usage: Usage) => number | undefined) =>
    calls.reduce((total, usage) => total + (tokens(usage) ?? 0), 0);
  return {
    inputTokens: sum((usage) => usage.inputTokens),
    outputTokens: sum((usage) => usage.outputTokens),
    estimated: calls.some((usage) => usage.estimated && isCharged(usage)),
    ...tokenDetails({
      cachedTokens: sum((usage) => usage.cachedTokens),
      cacheWriteTokens: sum((usage) => usage.cacheWriteTokens),
      reasoningTokens: sum((usage) => usage.reasoningTokens),
    }),
  };
}

type TokenDetails = Pick<Usage, 'cachedTokens' | 'cacheWriteTokens' | 'reasoningTokens'>;

/** The details that are not zero, so that a usage without any has only its totals. */
export const tokenDetails = ({
  cachedTokens,
  cacheWriteTokens,
  reasoningTokens,
}: { readonly [K in keyof TokenDetails]-?: number | null }): TokenDetails => ({
  ...(cachedTokens && { cachedTokens }),
  ...(cacheWriteTokens && { cacheWriteTokens }),
  ...(reasoningTokens && { reasoningTokens }),
});
