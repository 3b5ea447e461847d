import type { Contract } from '../contract/types/contract.ts';
import { systemClock } from '../shared/clock.ts';
import { AgentConfigError } from './agent.ts';
import { parseModelId } from './model-id.ts';
import type { ProviderName } from './prices.ts';
import { type AgentEnvironment, configuredProviders, setupHints } from './providers/configured.ts';

/** Why no seat can be given a model, in words, where these providers can be called; else null. */
export function findUnavailableReason(
  model: string,
  charsMax: number,
  isConfigured: (provider: ProviderName) => boolean,
): string | null {
  const modelId = parseModelId(model, charsMax);
  if (typeof modelId === 'string') return `${modelId}.`;
  if (modelId.provider === 'rehearsal' || isConfigured(modelId.provider)) return null;
  return `${modelId.provider} is not configured: ${setupHints[modelId.provider]}.`;
}

/** What is wrong with the models that the environment asks for, as far as it can be told without asking anybody. */
export function checkConfiguredModels(
  env: AgentEnvironment,
  { agents, limits }: Contract,
): readonly string[] {
  const { ROSTRUM_MODEL: requested } = env;
  try {
    const providers = configuredProviders({ env, limits: agents, fetch, clock: systemClock }, null);
    // A server on this machine may turn out to be there.
    const mayHaveServer = agents.detectLocalServer || env.OPENAI_COMPATIBLE_URL !== undefined;
    const isConfigured = (name: ProviderName) =>
      name === 'compatible' ? mayHaveServer : providers.some((provider) => provider.name === name);
    const reason =
      requested === undefined ? null : findUnavailableReason(requested, limits.modelCharsMax, isConfigured);
    return reason === null ? [] : [`ROSTRUM_MODEL=${requested}: ${reason}`];
  } catch (error) {
    if (error instanceof AgentConfigError) return [error.message];
    throw error;
  }
}
