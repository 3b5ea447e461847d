import type { Contract } from '../contract/types/contract.ts';
import type { SeatOptions } from '../debate/core/settings.ts';
import type { Clock } from '../shared/clock.ts';
import { type Agent, AgentFailure, type ModelInfo, type Roster } from './agent.ts';
import { withTimeoutsAndRetries } from './call-policy.ts';
import { createCallSettings } from './call-settings.ts';
import { chooseDefaultModel, findOtherDefault, requestedModel } from './default-model.ts';
import { describeProviders } from './describe-providers.ts';
import { findUnavailableReason } from './model-availability.ts';
import { type ModelId, parseModelId } from './model-id.ts';
import type { CallSettings } from './model-traits.ts';
import { findPrice, type ModelCatalog, providerNames, readModelCatalog } from './prices.ts';
import { type AgentEnvironment, configuredProviders, type Provider } from './providers/configured.ts';
import { createModelAgent } from './providers/model-agent.ts';
import type { Send } from './providers/transport/send.ts';
import { createRehearsal } from './rehearsal/agent.ts';
import { createEndpoints } from './servers/endpoints.ts';
import { keepListsCurrent } from './servers/model-list.ts';
import { type ModelServer, readModelServers } from './servers/model-servers.ts';

export interface RosterDeps {
  readonly env: AgentEnvironment;
  readonly contract: Contract;
  /** The content of ROSTRUM_MODELS_FILE, or null. */
  readonly modelsFile: string | null;
  /** Values of the variables that the models file names. */
  readonly serverKeys?: Readonly<Record<string, string>>;
  /** In development, the URL of a local model server to detect (`ollamaUrl`); otherwise null. */
  readonly localUrl: string | null;
  readonly clock: Clock;
  /** Returns 0 to 1. */
  readonly random: () => number;
  readonly fetch?: typeof fetch;
  /** Sends the calls of models. */
  readonly send: Send;
}

/** Collects the available models. Throws an AgentConfigError when the environment requests an unavailable one. */
export async function createRoster(deps: RosterDeps): Promise<Roster> {
  const { env, contract, clock, random, localUrl, serverKeys = {}, fetch = globalThis.fetch, send } = deps;
  const limits = contract.agents;
  const servers = readModelServers(deps.modelsFile);
  const catalog = withServers(readModelCatalog(deps.modelsFile, limits.bedrockRegions), servers);
  const findCallSettings = createCallSettings(env, deps.modelsFile, contract, servers);
  const endpoints = createEndpoints({ env, servers, serverKeys, localUrl, limits, fetch, clock });
  const allProviders = configuredProviders({ env, limits, fetch, send, clock }, endpoints);
  const nameLimits = {
    charsMax: contract.limits.modelCharsMax,
    providers: [...providerNames, ...servers.map(({ name }) => name)],
  };

  const listProviders = () => allProviders.filter(isAvailable);
  const findProvider = (name: string) => listProviders().find((provider) => provider.name === name);
  const parse = (model: string) => parseModelId(model, nameLimits);
  const unavailableReason = (model: string): string | null =>
    findUnavailableReason(model, nameLimits, (name) => findProvider(name) !== undefined);
  const info = (model: string) => buildModelInfo(model, parse(model), catalog, findProvider);

  const callSettings = (model: string, seat?: SeatOptions) => findCallSettings(parse(model), seat);
  function createAgent(model: string, seat?: SeatOptions): Agent {
    const modelId = parse(model);
    const unavailable = unavailableReason(model);
    if (typeof modelId === 'string' || unavailable !== null)
      return createUnavailableAgent(unavailable ?? model);
    const settings = callSettings(model, seat);
    const policy = { limits, thinks: settings.thinks, clock, random };
    return withTimeoutsAndRetries(createBareAgent(model, modelId, settings), policy);
  }

  function createBareAgent(model: string, modelId: ModelId, settings: CallSettings): Agent {
    if ('options' in modelId) return createRehearsal({ options: modelId.options, clock });
    const provider = findProvider(modelId.provider);
    if (!provider) throw new Error(`no provider for ${model}`);
    const { secrets } = provider;
    return createModelAgent({
      model,
      secrets,
      stream: provider.stream(modelId.name),
      settings,
      limits,
      now: clock.now,
    });
  }

  const lists = endpoints.map(({ list }) => list);
  const stopLists = await keepListsCurrent(lists, limits, clock);
  const requested = env.ROSTRUM_MODEL;
  const fixed = requested === undefined ? null : requestedModel(requested, unavailableReason(requested));
  const findDefault = () => fixed ?? chooseDefaultModel(listProviders(), catalog);
  return {
    get defaultModel() {
      return findDefault().defaultModel;
    },
    get otherModel() {
      return findOtherDefault(findDefault().defaultModel, listProviders(), catalog);
    },
    get defaultReason() {
      return findDefault().defaultReason;
    },
    unavailableReason,
    info,
    listProviders: () => describeProviders(listProviders(), catalog, info),
    callsPerProviderMax: Object.fromEntries(endpoints.map(({ name, callsMax }) => [name, callsMax])),
    callSettings,
    agent: createAgent,
    close: stopLists,
  };
}

const withServers = (catalog: ModelCatalog, servers: readonly ModelServer[]): ModelCatalog => ({
  ...catalog,
  ...Object.fromEntries(servers.map(({ name, models }) => [name, models])),
});

/** A detected server exists once it has listed a model. */
const isAvailable = ({ server }: Provider): boolean =>
  !server?.isDetected || server.list.state().models.size > 0;

/** For a stored debate whose model is no longer available, for example after a restart with fewer keys. */
const createUnavailableAgent = (reason: string): Agent => ({
  generate: async () => {
    throw new AgentFailure('unknown-model', reason);
  },
});

const rehearsalPrice = { inputUsd: 0, outputUsd: 0 };

/** The price of the models file or of this program, otherwise the one that the server itself lists. */
function buildModelInfo(
  model: string,
  modelId: ModelId | string,
  catalog: ModelCatalog,
  findProvider: (name: string) => Provider | undefined,
): ModelInfo {
  if (typeof modelId === 'string') return { model, provider: 'unknown', price: null };
  if ('options' in modelId) return { model, provider: 'rehearsal', price: rehearsalPrice };
  const { provider, name } = modelId;
  const listed = findProvider(provider)?.server?.list.state().models.get(name)?.price ?? null;
  return { model, provider, price: findPrice(catalog, provider, name) ?? listed };
}
