import { AgentConfigError, type Roster } from './agent.ts';
import { type ModelCatalog, providerNames } from './prices.ts';
import { type Provider, setupHints } from './providers/configured.ts';

type DefaultModel = Pick<Roster, 'defaultModel' | 'defaultReason'>;

/** The model that ROSTRUM_MODEL names. Throws an AgentConfigError when it is not available. */
export function requestedModel(requested: string, unavailableReason: string | null): DefaultModel {
  if (unavailableReason !== null)
    throw new AgentConfigError(`ROSTRUM_MODEL=${requested}: ${unavailableReason}`);
  return { defaultModel: requested, defaultReason: 'ROSTRUM_MODEL names it' };
}

/** The first model of the first provider that has one, otherwise a rehearsal. */
export function chooseDefaultModel(providers: readonly Provider[], catalog: ModelCatalog): DefaultModel {
  for (const { name, enabledBy, server } of providers) {
    const [listed] = server?.list.state().models.keys() ?? [];
    const model = catalog[name]?.default ?? firstStatedModel(name, catalog) ?? listed;
    if (model !== undefined) return { defaultModel: `${name}:${model}`, defaultReason: enabledBy };
  }
  return { defaultModel: 'rehearsal', defaultReason: describeMissingModel(providers) };
}

/** The default of the first other provider. */
export function findOtherDefault(
  defaultModel: string,
  providers: readonly Provider[],
  catalog: ModelCatalog,
): string | undefined {
  // A rehearsal was chosen, or there is no provider.
  if (!defaultModel.includes(':')) return undefined;
  const others = providers.filter(({ name }) => !defaultModel.startsWith(`${name}:`));
  const other = chooseDefaultModel(others, catalog).defaultModel;
  return others.some(({ name }) => other.startsWith(`${name}:`)) ? other : undefined;
}

/** Of a server in the models file, the first model that the file states; a list may have models of other purposes. */
const firstStatedModel = (name: string, catalog: ModelCatalog): string | undefined =>
  providerNames.some((known) => known === name) ? undefined : Object.keys(catalog[name]?.models ?? {})[0];

function describeMissingModel(providers: readonly Provider[]): string {
  const server = providers.map((provider) => provider.server).find((server) => server !== null);
  if (!server)
    return `no language model is configured: ${setupHints.anthropic} or another provider's key, or start Ollama`;
  const { name } = server;
  const { failure } = server.list.state();
  const place = name === 'compatible' ? 'the server at OPENAI_COMPATIBLE_URL' : `the server ${name}`;
  const problem = failure === null ? '' : ` (${failure})`;
  return `${place} lists no models${problem}: name one with ROSTRUM_MODEL=${name}:MODEL`;
}
