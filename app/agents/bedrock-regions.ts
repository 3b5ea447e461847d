import type { ModelPrice, TokenRates } from '../debate/cost/price.ts';
import type { ProviderModels } from './prices.ts';

export type BedrockRegions = 'global' | 'eu' | 'us';

/** Bedrock charges more for a reply that stays in some regions: https://aws.amazon.com/bedrock/pricing/ */
const regionalFactor = 1.1;
const globalPrefix = 'global.';

/** The models of Bedrock with the inference profiles of these regions, and what they cost there. */
export function inBedrockRegions(known: ProviderModels, regions: BedrockRegions): ProviderModels {
  if (regions === 'global') return known;
  const rename = (model: string) =>
    model.startsWith(globalPrefix) ? `${regions}.${model.slice(globalPrefix.length)}` : model;
  return {
    ...known,
    default: known.default === null ? null : rename(known.default),
    models: Object.fromEntries(
      Object.entries(known.models).map(([model, price]) =>
        rename(model) === model ? [model, price] : [rename(model), regionalPrice(price)],
      ),
    ),
  };
}

const regionalPrice = ({ tiers, ...rates }: ModelPrice): ModelPrice => ({
  ...regionalRates(rates),
  ...(tiers === undefined
    ? {}
    : {
        tiers: tiers.map(({ aboveTokens, ...rest }) => ({ ...regionalRates(rest), aboveTokens })),
      }),
});

const regionalRates = (rates: TokenRates): TokenRates => ({
  ...rates,
  ...Object.fromEntries(Object.entries(rates).map(([name, usd]) => [name, usd * regionalFactor])),
});
