import type { Contract } from '../contract/types/contract.ts';
import type { SeatOptions } from '../debate/core/settings.ts';
import type { Clock } from '../shared/clock.ts';
import { type Agent, AgentConfigError, AgentFailure, type ModelInfo, type Roster } from './agent.ts';
import { withTimeoutsAndRetries } from './call-policy.ts';
import { createCallSettings } from './call-settings.ts';
import { findUnavailableReason } from './model-availability.ts';
import { type ModelId, parseModelId } from './model-id.ts';
import type { CallSettings } from './model-traits.ts';
import { findPrice, type ModelCatalog, readModelCatalog } from './prices.ts';
import { findCompatibleServer } from './providers/compatible-server.ts';
import {
  type AgentEnvironment,
  configuredProviders,
  type Provider,
  setupHints,
} from './providers/configured.ts';
import { createModelAgent } from './providers/model-agent.ts';
import { createRehearsal } from './rehearsal/agent.ts';

export interface RosterDeps {
  readonly env: AgentEnvironment;
  readonly contract: Contract;
  /** The content of ROSTRUM_MODELS_FILE, or null. */
  readonly modelsFile: string | null;
  /** In development, the URL of a local model server to detect (`ollamaUrl`); otherwise null. */
  readonly localUrl: string | null;
  readonly clock: Clock;
  /** Returns 0 to 1. */
  readonly random: () => number;
  readonly fetch?: typeof fetch;
}

/** Collects the available models. Throws an AgentConfigError when the environment requests an unavailable one. */
export async function createRoster(deps: RosterDeps): Promise<Roster> {
  const { env, contract, clock, random, localUrl, fetch = globalThis.fetch } = deps;
  const limits = contract.agents;
  const models = readModelCatalog(deps.modelsFile);
  const findCallSettings = createCallSettings(env, deps.modelsFile, contract);
  const compatibleServer = await findCompatibleServer({ env, localUrl, limits, fetch });
  const providers = configuredProviders({ env, limits, fetch, clock }, compatibleServer);

  const findProvider = (name: string) => providers.find((provider) => provider.name === name);
  const parse = (model: string) => parseModelId(model, contract.limits.modelCharsMax);

  const unavailableReason = (model: string): string | null =>
    findUnavailableReason(model, contract.limits.modelCharsMax, (name) => findProvider(name) !== undefined);

  const callSettings = (model: string, seat?: SeatOptions) => findCallSettings(parse(model), seat);

  function createAgent(model: string, seat?: SeatOptions): Agent {
    const modelId = parse(model);
    const unavailable = unavailableReason(model);
    if (typeof modelId === 'string' || unavailable !== null)
      return createUnavailableAgent(unavailable ?? model);
    const settings = callSettings(model, seat);
    const { thinks } = settings;
    return withTimeoutsAndRetries(createBareAgent(model, modelId, settings), {
      limits,
      thinks,
      clock,
      random,
    });
  }

  function createBareAgent(model: string, modelId: ModelId, settings: CallSettings): Agent {
    if (modelId.provider === 'rehearsal') return createRehearsal({ options: modelId.options, clock });
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

  const defaults = chooseDefault(env.ROSTRUM_MODEL, providers, models, unavailableReason);
  return {
    ...defaults,
    unavailableReason,
    info: (model) => buildModelInfo(model, parse(model), models),
    listProviders: () => [
      { provider: 'rehearsal', models: [buildModelInfo('rehearsal', parse('rehearsal'), models)] },
      ...providers.map((provider) => ({
        provider: provider.name,
        models: listModels(provider, models).map((name) => buildModelInfo(name, parse(name), models)),
      })),
    ],
    callSettings,
    agent: createAgent,
  };
}

/** For a stored debate whose model is no longer available, for example after a restart with fewer keys. */
const createUnavailableAgent = (reason: string): Agent => ({
  generate: async () => {
    throw new AgentFailure('unknown-model', reason);
  },
});

function chooseDefault(
  requested: string | undefined,
  providers: readonly Provider[],
  models: ModelCatalog,
  unavailableReason: Roster['unavailableReason'],
): Pick<Roster, 'defaultModel' | 'defaultReason'> {
  if (requested !== undefined) {
    const reason = unavailableReason(requested);
    if (reason !== null) throw new AgentConfigError(`ROSTRUM_MODEL=${requested}: ${reason}`);
    return { defaultModel: requested, defaultReason: 'ROSTRUM_MODEL names it' };
  }
  for (const { name, enabledBy, listedModels } of providers) {
    const model = models[name].default ?? listedModels[0];
    if (model !== undefined) return { defaultModel: `${name}:${model}`, defaultReason: enabledBy };
  }
  const defaultReason = providers.some(({ name }) => name === 'compatible')
    ? 'the server at OPENAI_COMPATIBLE_URL lists no models: name one with ROSTRUM_MODEL=compatible:MODEL'
    : `no language model is configured: ${setupHints.anthropic} or another provider's key, or start Ollama`;
  return { defaultModel: 'rehearsal', defaultReason };
}

function buildModelInfo(model: string, modelId: ModelId | string, models: ModelCatalog): ModelInfo {
  if (typeof modelId === 'string') return { model, provider: 'unknown', price: null };
  const { provider } = modelId;
  if (provider === 'rehearsal') return { model, provider, price: { inputUsd: 0, outputUsd: 0 } };
  return { model, provider, price: findPrice(models, provider, modelId.name) };
}

function listModels({ name, listedModels }: Provider, models: ModelCatalog): readonly string[] {
  const known = models[name];
  const all = new Set([
    ...(known.default === null ? [] : [known.default]),
    ...listedModels,
    ...Object.keys(known.models),
  ]);
  return [...all].map((model) => `${name}:${model}`);
}
