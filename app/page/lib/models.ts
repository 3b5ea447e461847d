import type { AgentsResponse } from '../../debate/views/agents-response.ts';
import type { Formats } from '../../shared/formats.ts';

export type ModelChoice = AgentsResponse['providers'][number]['models'][number];

export const listModels = ({ providers }: AgentsResponse): readonly ModelChoice[] =>
  providers.flatMap(({ models }) => models);

/** The models whose name or family contains every word of the search. */
export function findModels(models: readonly ModelChoice[], search: string): readonly ModelChoice[] {
  const words = search.toLowerCase().split(/\s+/);
  return models.filter(({ model, family }) => {
    const text = `${model} ${family ?? ''}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/**
 * The first model of each family, in the order of the list. Seats of one family share its errors, so that their
 * agreement says less.
 */
export function firstOfEachFamily(models: readonly ModelChoice[]): readonly string[] {
  const firsts = new Map<string, string>();
  for (const { model, family } of models)
    if (family !== null && !firsts.has(family)) firsts.set(family, model);
  return [...firsts.values()];
}

/** `$3.00 in, $15.00 out per million tokens`. */
export const modelPriceLabel = ({ price }: ModelChoice, formats: Formats): string =>
  price
    ? `${formats.usd(price.inputUsd)} in, ${formats.usd(price.outputUsd)} out per million tokens`
    : 'price unknown';

/** `200k tokens of context`; empty when the size is unknown. */
export const modelContextLabel = ({ contextTokens }: ModelChoice, formats: Formats): string =>
  contextTokens === null ? '' : `${formats.count(contextTokens)} tokens of context`;
