import type { Usage } from '../core/events.ts';

/** USD per million tokens. */
export interface TokenRates {
  readonly inputUsd: number;
  readonly outputUsd: number;
  /** Input that was read from the provider's cache; absent: `inputUsd`. */
  readonly cachedInputUsd?: number;
  /** Input that was written to the provider's cache; absent: `inputUsd`. */
  readonly cacheWriteUsd?: number;
  /** Hidden reasoning; absent: `outputUsd`. */
  readonly reasoningUsd?: number;
}

/** The rates of a whole call whose input has more tokens than `aboveTokens`. */
export interface PriceTier extends TokenRates {
  readonly aboveTokens: number;
}

export interface ModelPrice extends TokenRates {
  readonly tiers?: readonly PriceTier[];
}

/** Null: the price is not known. */
export type TokenPrice = ModelPrice | null;

export type TokenCounts = Omit<Usage, 'estimated'>;

/**
 * The cost of one call in USD, or null without a known price. Usage that sums several calls can be in a higher tier
 * than each of them: see `sumCostUsd`.
 */
export function computeCostUsd(usage: TokenCounts, price: TokenPrice): number | null {
  if (!price) return null;
  const { inputTokens, outputTokens, cachedTokens = 0, cacheWriteTokens = 0, reasoningTokens = 0 } = usage;
  const { inputUsd, outputUsd, cachedInputUsd, cacheWriteUsd, reasoningUsd } = findRates(price, inputTokens);
  const cost =
    (inputTokens - cachedTokens - cacheWriteTokens) * inputUsd +
    cachedTokens * (cachedInputUsd ?? inputUsd) +
    cacheWriteTokens * (cacheWriteUsd ?? inputUsd) +
    (outputTokens - reasoningTokens) * outputUsd +
    reasoningTokens * (reasoningUsd ?? outputUsd);
  return cost / tokensPerPrice;
}

/** The cost of several calls of one model. */
export const sumCostUsd = (calls: readonly TokenCounts[], price: TokenPrice): number | null =>
  price && calls.reduce((sum, usage) => sum + (computeCostUsd(usage, price) ?? 0), 0);

/** The upper bound of the cost of a call with at most these tokens: each at the dearest rate that it can have. */
export function computeMaxCostUsd(
  { inputTokens, outputTokens }: TokenCounts,
  price: TokenPrice,
): number | null {
  if (!price) return null;
  const rates = [price, ...listTiers(price, inputTokens)];
  const inputUsd = rates.map((rate) =>
    Math.max(rate.inputUsd, rate.cachedInputUsd ?? 0, rate.cacheWriteUsd ?? 0),
  );
  const outputUsd = rates.map((rate) => Math.max(rate.outputUsd, rate.reasoningUsd ?? 0));
  return (inputTokens * Math.max(...inputUsd) + outputTokens * Math.max(...outputUsd)) / tokensPerPrice;
}

const tokensPerPrice = 1_000_000;

const findRates = (price: ModelPrice, inputTokens: number): TokenRates =>
  listTiers(price, inputTokens).reduce<PriceTier | null>(
    (highest, tier) => (highest && highest.aboveTokens > tier.aboveTokens ? highest : tier),
    null,
  ) ?? price;

/** The tiers that a call with so much input, or less, can reach. */
const listTiers = ({ tiers = [] }: ModelPrice, inputTokens: number): readonly PriceTier[] =>
  tiers.filter(({ aboveTokens }) => inputTokens > aboveTokens);
