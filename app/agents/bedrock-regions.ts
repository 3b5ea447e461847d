import type { ModelPrice, TokenRates } from '../debate/cost/price.ts';
import { type BedrockRegions, inferenceProfile } from '../shared/inference-profiles.ts';

/** Bedrock charges more for a reply that stays in some regions: https://aws.amazon.com/bedrock/pricing/ */
const regionalFactor = 1.1;

interface BedrockModels {
  readonly default: string | null;
  readonly models: Readonly<Record<string, ModelPrice>>;
}

/** The models of Bedrock with the inference profiles of these regions, and what they cost there. */
export function inBedrockRegions<T extends BedrockModels>(known: T, regions: BedrockRegions) {
  const models = Object.entries(known.models).map(([model, price]): [string, ModelPrice] => {
    const regional = inferenceProfile(model, regions);
    return [regional, regional === model ? price : regionalPrice(price)];
  });
  return {
    ...known,
    default: known.default === null ? null : inferenceProfile(known.default, regions),
    models: Object.fromEntries(models),
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
