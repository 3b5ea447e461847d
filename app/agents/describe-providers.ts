import type { ListedProvider, ModelInfo } from './agent.ts';
import { modelFamily } from './model-family.ts';
import type { ModelCatalog } from './prices.ts';
import type { Provider } from './providers/configured.ts';

/** The rehearsal and the providers with all their models, known or listed. */
export const describeProviders = (
  providers: readonly Provider[],
  catalog: ModelCatalog,
  info: (model: string) => ModelInfo,
): readonly ListedProvider[] => [
  {
    provider: 'rehearsal',
    models: [{ ...info('rehearsal'), contextTokens: null, family: null }],
    pricesCheckedAt: null,
    list: null,
  },
  ...providers.map((provider) => describeProvider(provider, catalog, info)),
];

function describeProvider(
  { name, server }: Provider,
  catalog: ModelCatalog,
  info: (model: string) => ModelInfo,
): ListedProvider {
  const known = catalog[name];
  const state = server?.list.state();
  const names = new Set([
    ...(known?.default ? [known.default] : []),
    ...(state?.models.keys() ?? []),
    ...Object.keys(known?.models ?? {}),
  ]);
  const models = [...names].map((model) => ({
    ...info(`${name}:${model}`),
    contextTokens: state?.models.get(model)?.contextTokens ?? null,
    family: modelFamily(model),
  }));
  return {
    provider: name,
    models,
    pricesCheckedAt: known?.checkedAt ?? null,
    list: state ? { readAt: state.readAt, failure: state.failure } : null,
  };
}
