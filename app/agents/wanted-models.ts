import type { Contract } from '../contract/contract.ts';
import { readAddress } from './address.ts';
import { BadAgentSettings } from './agent.ts';
import { systemClock } from './clock.ts';
import type { ProviderName } from './prices.ts';
import { type AgentEnvironment, configuredProviders, cures } from './providers.ts';

/** Why no seat can be given a model, in words, where these providers can be called; else null. */
export function refusalOf(
  model: string,
  charsMax: number,
  isConfigured: (provider: ProviderName) => boolean,
): string | null {
  const address = readAddress(model, charsMax);
  if (typeof address === 'string') return `${address}.`;
  if (address.provider === 'rehearsal' || isConfigured(address.provider)) return null;
  return `${address.provider} is not configured: ${cures[address.provider]}.`;
}

/** What is wrong with the models that the environment asks for, as far as it can be told without asking anybody. */
export function problemsWithModels(env: AgentEnvironment, { agents, limits }: Contract): readonly string[] {
  const { ROSTRUM_MODEL: wanted } = env;
  try {
    const providers = configuredProviders({ env, limits: agents, fetch, clock: systemClock }, null);
    // A server on this machine may turn out to be there.
    const mayCall = agents.localServerSought || env.OPENAI_COMPATIBLE_URL !== undefined;
    const isConfigured = (name: ProviderName) =>
      name === 'compatible' ? mayCall : providers.some((provider) => provider.name === name);
    const refusal = wanted === undefined ? null : refusalOf(wanted, limits.modelCharsMax, isConfigured);
    return refusal === null ? [] : [`ROSTRUM_MODEL=${wanted}: ${refusal}`];
  } catch (error) {
    if (error instanceof BadAgentSettings) return [error.message];
    throw error;
  }
}
