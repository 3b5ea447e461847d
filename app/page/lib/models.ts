import type { AgentsResponse } from '../../debate/views/agents-response.ts';
import { formatCount } from '../../debate/views/labels.ts';

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

/** `$3 in, $15 out per million tokens`. */
export const modelPriceLabel = ({ price }: ModelChoice): string =>
  price ? `$${price.inputUsd} in, $${price.outputUsd} out per million tokens` : 'price unknown';

/** `200k tokens`; empty when the size is unknown. */
export const modelContextLabel = ({ contextTokens }: ModelChoice): string =>
  contextTokens === null ? '' : `${formatCount(contextTokens).replace('.0', '')} tokens of context`;
