import type { Contract } from '../contract/types/contract.ts';
import { systemClock } from '../shared/clock.ts';
import { AgentConfigError } from './agent.ts';
import { readCallDefaults } from './call-settings.ts';
import { parseModelId } from './model-id.ts';
import type { ProviderName } from './prices.ts';
import { type AgentEnvironment, configuredProviders, setupHints } from './providers/configured.ts';

/** Explains why a seat cannot use a model, or returns null when it can. */
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

/** Problems with the models that the environment requests. Makes no calls, so a local server is assumed to run. */
export function checkConfiguredModels(env: AgentEnvironment, contract: Contract): readonly string[] {
  const { agents, limits } = contract;
  const { ROSTRUM_MODEL: requested } = env;
  try {
    readCallDefaults(env, contract);
    const providers = configuredProviders({ env, limits: agents, fetch, clock: systemClock }, null);
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
