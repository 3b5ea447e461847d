import type { Contract } from '../contract/contract.ts';
import { type Address, readAddress } from './address.ts';
import { type Agent, AgentFailure, BadAgentSettings, type ModelInfo, type Roster } from './agent.ts';
import type { Clock } from './clock.ts';
import { withDeadlines } from './deadlines.ts';
import { createModelAgent } from './model.ts';
import { type Models, priceOf, readModels } from './prices.ts';
import { findCompatible } from './probe.ts';
import { type AgentEnvironment, configuredProviders, cures, type Provider } from './providers.ts';
import { createRehearsal } from './rehearsal.ts';
import { refusalOf } from './wanted-models.ts';

export interface RosterParts {
  readonly env: AgentEnvironment;
  readonly contract: Contract;
  /** The text of the file that ROSTRUM_MODELS_FILE names, or null. */
  readonly modelsFile: string | null;
  /** A local model server to look for (`ollamaUrl`), in development; null elsewhere. */
  readonly localUrl: string | null;
  readonly clock: Clock;
  /** From 0 to 1. */
  readonly random: () => number;
  readonly fetch?: typeof fetch;
}

/** The models at hand. Throws BadAgentSettings when the environment asks for what cannot be had. */
export async function createRoster(parts: RosterParts): Promise<Roster> {
  const { env, contract, clock, random, localUrl, fetch = globalThis.fetch } = parts;
  const limits = contract.agents;
  const models = readModels(parts.modelsFile);
  const compatible = await findCompatible({ env, localUrl, limits, fetch });
  const providers = configuredProviders({ env, limits, fetch, clock }, compatible);

  const providerOf = (name: string) => providers.find((provider) => provider.name === name);
  const read = (model: string) => readAddress(model, contract.limits.modelCharsMax);

  const refuses = (model: string): string | null =>
    refusalOf(model, contract.limits.modelCharsMax, (name) => providerOf(name) !== undefined);

  function createAgent(model: string): Agent {
    const address = read(model);
    const refusal = refuses(model);
    if (typeof address === 'string' || refusal !== null) return unavailable(refusal ?? model);
    return withDeadlines(bareAgent(model, address), { limits, clock, random });
  }

  function bareAgent(model: string, address: Address): Agent {
    if (address.provider === 'rehearsal') return createRehearsal({ options: address.options, limits, clock });
    const provider = providerOf(address.provider);
    if (!provider) throw new Error(`${model} is refused, and was asked for`);
    const { secrets } = provider;
    return createModelAgent({ model, secrets, load: provider.load(address.name), limits, now: clock.now });
  }

  const preferred = chooseDefault(env.ROSTRUM_MODEL, providers, models, refuses);
  return {
    ...preferred,
    refuses,
    info: (model) => infoOf(model, read(model), models),
    list: () => [
      { provider: 'rehearsal', models: [infoOf('rehearsal', read('rehearsal'), models)] },
      ...providers.map((provider) => ({
        provider: provider.name,
        models: namesOf(provider, models).map((name) => infoOf(name, read(name), models)),
      })),
    ],
    agent: createAgent,
  };
}

/**
 * Stands for a model that was accepted once and is gone, say after a start with fewer keys: its turns fail.
 */
const unavailable = (refusal: string): Agent => ({
  speak: async () => {
    throw new AgentFailure('unknown-model', refusal);
  },
});

function chooseDefault(
  wanted: string | undefined,
  providers: readonly Provider[],
  models: Models,
  refuses: Roster['refuses'],
): Pick<Roster, 'defaultModel' | 'why'> {
  if (wanted !== undefined) {
    const refusal = refuses(wanted);
    if (refusal !== null) throw new BadAgentSettings(`ROSTRUM_MODEL=${wanted}: ${refusal}`);
    return { defaultModel: wanted, why: 'ROSTRUM_MODEL names it' };
  }
  for (const { name, because, found } of providers) {
    const model = models[name].default ?? found[0];
    if (model !== undefined) return { defaultModel: `${name}:${model}`, why: because };
  }
  const why = providers.some(({ name }) => name === 'compatible')
    ? 'the server at OPENAI_COMPATIBLE_URL lists no models: name one with ROSTRUM_MODEL=compatible:MODEL'
    : `no language model is configured: ${cures.anthropic} or another provider's key, or start Ollama`;
  return { defaultModel: 'rehearsal', why };
}

function infoOf(model: string, address: Address | string, models: Models): ModelInfo {
  if (typeof address === 'string') return { model, provider: 'unknown', price: null };
  const { provider } = address;
  if (provider === 'rehearsal') return { model, provider, price: { inputUsd: 0, outputUsd: 0 } };
  return { model, provider, price: priceOf(models, provider, address.name) };
}

function namesOf({ name, found }: Provider, models: Models): readonly string[] {
  const known = models[name];
  const all = new Set([
    ...(known.default === null ? [] : [known.default]),
    ...found,
    ...Object.keys(known.models),
  ]);
  return [...all].map((model) => `${name}:${model}`);
}
