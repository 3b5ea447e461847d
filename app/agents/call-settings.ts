import type { VariableName } from '../contract/env.ts';
import type { Contract } from '../contract/types/contract.ts';
import type { Effort, SeatOptions } from '../debate/core/settings.ts';
import type { ModelId } from './model-id.ts';
import { readEffort, readModelOptions, readOutputTokens, type TokenRange } from './model-options.ts';
import { type CallSettings, defaultTraits, findModelTraits } from './model-traits.ts';
import type { ModelServer } from './servers/model-servers.ts';

/** The variables that apply to all models. */
interface CallDefaults {
  readonly effort?: Effort;
  readonly outputTokensMax?: number;
}

type CallEnvironment = Readonly<Partial<Record<VariableName, string>>>;

/** Throws an AgentConfigError that names the invalid variable. */
export function readCallDefaults(env: CallEnvironment, { limits }: Contract): CallDefaults {
  const { ROSTRUM_EFFORT: effort, ROSTRUM_OUTPUT_TOKENS_MAX: tokens } = env;
  return {
    ...(effort !== undefined && { effort: readEffort(effort, `ROSTRUM_EFFORT=${effort}: it`) }),
    ...(tokens !== undefined && {
      outputTokensMax: readOutputTokens(
        /^\d{1,9}$/.test(tokens) ? Number(tokens) : null,
        `ROSTRUM_OUTPUT_TOKENS_MAX=${tokens}: it`,
        outputTokensRange(limits),
      ),
    }),
  };
}

const outputTokensRange = (limits: Contract['limits']): TokenRange => ({
  min: limits.seatOutputTokensMin,
  max: limits.seatOutputTokensMax,
});

/**
 * Finds how a model is called for a seat. What the seat says comes first, then the models file, first of the model and
 * then of its server, then the environment, then the contract.
 */
export function createCallSettings(
  env: CallEnvironment,
  modelsFile: string | null,
  contract: Contract,
  servers: readonly Pick<ModelServer, 'name' | 'outputTokensMax'>[],
): (modelId: ModelId | string, seat?: SeatOptions) => CallSettings {
  const defaults = readCallDefaults(env, contract);
  const optionsOf = readModelOptions(modelsFile, outputTokensRange(contract.limits));
  const { thinking, outputTokensMax } = contract.agents;
  for (const { name, outputTokensMax: tokens } of servers)
    if (tokens !== null)
      readOutputTokens(
        tokens,
        `ROSTRUM_MODELS_FILE: servers.${name}.outputTokensMax`,
        outputTokensRange(contract.limits),
      );
  return (modelId, seat = {}) => {
    const named = typeof modelId === 'string' || 'options' in modelId ? null : modelId;
    const server = servers.find(({ name }) => name === named?.provider);
    const options = named ? optionsOf(named.provider, named.name) : { traits: {} };
    const traits = { ...(named ? findModelTraits(named.name) : defaultTraits), ...options.traits };
    const wished = seat.effort ?? options.effort ?? defaults.effort;
    const effort = traits.takesEffort ? (wished ?? null) : null;
    const thinks = traits.thinks || effort !== null;
    return {
      traits,
      thinks,
      effort,
      outputTokensMax:
        seat.outputTokensMax ??
        options.outputTokensMax ??
        server?.outputTokensMax ??
        defaults.outputTokensMax ??
        (thinks ? thinking.outputTokensMax : outputTokensMax),
    };
  };
}
