import type { Contract } from '../contract/types/contract.ts';
import { systemClock } from '../shared/clock.ts';
import { AgentConfigError } from './agent.ts';
import { readCallDefaults } from './call-settings.ts';
import { type ModelNameLimits, parseModelId } from './model-id.ts';
import { providerNames } from './prices.ts';
import { type AgentEnvironment, configuredProviders, setupHints } from './providers/configured.ts';
import { sendOverHttp } from './providers/transport/send.ts';
import { readCallsMax } from './servers/endpoints.ts';

/** Explains why a seat cannot use a model, or returns null when it can. */
export function findUnavailableReason(
  model: string,
  limits: ModelNameLimits,
  isConfigured: (provider: string) => boolean,
): string | null {
  const modelId = parseModelId(model, limits);
  if (typeof modelId === 'string') return `${modelId}.`;
  if ('options' in modelId || isConfigured(modelId.provider)) return null;
  const name = providerNames.find((known) => known === modelId.provider);
  return `${modelId.provider} is not configured${name ? `: ${setupHints[name]}` : ''}.`;
}

/**
 * Problems with the models that the environment requests. Makes no calls, so a local server is assumed to run.
 * `servers` are those that the models file names.
 */
export function checkConfiguredModels(
  env: AgentEnvironment,
  contract: Contract,
  servers: readonly string[],
): readonly string[] {
  const { agents, limits } = contract;
  const { ROSTRUM_MODEL: requested } = env;
  try {
    readCallDefaults(env, contract);
    readCallsMax(env.OPENAI_COMPATIBLE_CALLS_MAX);
    const deps = { env, limits: agents, fetch, send: sendOverHttp, clock: systemClock };
    const providers = configuredProviders(deps, []);
    const configured = [
      ...providers.map(({ name }) => name),
      ...servers,
      ...(env.OPENROUTER_API_KEY === undefined ? [] : ['openrouter']),
      ...(agents.detectLocalServer || env.OPENAI_COMPATIBLE_URL !== undefined ? ['compatible'] : []),
    ];
    const nameLimits = { charsMax: limits.modelCharsMax, providers: [...providerNames, ...servers] };
    const reason =
      requested === undefined
        ? null
        : findUnavailableReason(requested, nameLimits, (name) => configured.includes(name));
    return reason === null ? [] : [`ROSTRUM_MODEL=${requested}: ${reason}`];
  } catch (error) {
    if (error instanceof AgentConfigError) return [error.message];
    throw error;
  }
}
