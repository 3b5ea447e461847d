import type { ModelPrice } from '../debate/cost/price.ts';
import type { BedrockRegions } from '../shared/inference-profiles.ts';
import { AgentConfigError } from './agent.ts';
import { inBedrockRegions } from './bedrock-regions.ts';
import { modelOptionNames, withoutModelOptions } from './model-options.ts';
import { readCheckedAt, readModelPrice } from './model-prices.ts';
import shipped from './prices.json' with { type: 'json' };

/** Providers of language models. `rehearsal` is not a model and is not listed. */
export const providerNames = [
  'anthropic',
  'openai',
  'google',
  'openrouter',
  'bedrock',
  'compatible',
] as const;
export type ProviderName = (typeof providerNames)[number];

/** The models of a provider that are known before it is asked. */
export interface ProviderModels {
  readonly default: string | null;
  /** The day on which the prices were last compared with the provider's; null: they are its operator's. */
  readonly checkedAt: string | null;
  readonly models: Readonly<Record<string, ModelPrice>>;
}

/**
 * Known models by provider, also of the servers that the models file names. Other models can be used too, but have no
 * known price.
 */
export type ModelCatalog = Readonly<Record<ProviderName, ProviderModels>> &
  Readonly<Partial<Record<string, ProviderModels>>>;

/**
 * The shipped models, merged with the JSON text of a models file, whose defaults and prices win. Throws an
 * AgentConfigError that names the invalid member.
 */
export function readModelCatalog(
  text: string | null,
  bedrockRegions: BedrockRegions = 'global',
): ModelCatalog {
  const own = { ...shipped, bedrock: inBedrockRegions(shipped.bedrock, bedrockRegions) };
  if (text === null) return own;
  const { servers: _, ...file } = parseModelsFile(text);
  for (const name of Object.keys(file))
    if (!providerNames.some((known) => known === name))
      throw modelsFileError(
        `unknown provider "${name}"; available: ${providerNames.join(', ')}, and servers for others`,
      );
  const merged: Record<ProviderName, ProviderModels> = { ...own };
  for (const name of providerNames)
    if (file[name] !== undefined) merged[name] = readProviderModels(own[name], file[name], name);
  return merged;
}

/** The default and the models in a member of a models file, added to those already known. */
export function readProviderModels(known: ProviderModels, value: unknown, path: string): ProviderModels {
  const { default: preferred = known.default, checkedAt, models = {}, ...rest } = requireObject(value, path);
  const [unknownMember] = Object.keys(rest);
  if (unknownMember !== undefined)
    throw modelsFileError(
      `${path} has an unknown member "${unknownMember}"; allowed: default, checkedAt, models`,
    );
  if (preferred !== null && (typeof preferred !== 'string' || preferred === ''))
    throw modelsFileError(`${path}.default must be a model name`);
  const entries = Object.entries(requireObject(models, `${path}.models`));
  const prices = entries.flatMap(([model, entry]) => {
    const price = withoutModelOptions(entry);
    if (price === null) return [];
    const at = `${path}.models.${model}`;
    return [[model, readModelPrice(price, at, modelsFileError, modelOptionNames)] as const];
  });
  return {
    default: preferred,
    checkedAt: checkedAt === undefined ? known.checkedAt : readCheckedAt(checkedAt, path, modelsFileError),
    models: { ...known.models, ...Object.fromEntries(prices) },
  };
}

function requireObject(value: unknown, path: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw modelsFileError(`${path} must be an object`);
  return { ...value };
}

export function parseModelsFile(text: string): Readonly<Record<string, unknown>> {
  return requireObject(parseJson(text), 'the file');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw modelsFileError(
      `the file is not valid JSON (${error instanceof Error ? error.message : 'unreadable'})`,
    );
  }
}

export const modelsFileError = (problem: string) => new AgentConfigError(`ROSTRUM_MODELS_FILE: ${problem}.`);

/** The price of a model, or null when it is not known. Dated and regional names have the price of the plain name. */
export function findPrice(models: ModelCatalog, provider: string, model: string): ModelPrice | null {
  const known = Object.entries(models[provider]?.models ?? {});
  const exact = known.find(([name]) => name === model);
  const similar = known.find(([name]) => normalizeModelName(name) === normalizeModelName(model));
  return (exact ?? similar)?.[1] ?? null;
}

/** Removes the path of an ARN, the region of an inference profile, and a date at the end. */
const normalizeModelName = (model: string): string =>
  model
    .replace(/^arn:.*\//, '')
    .replace(/^(?:global|us-gov|us|eu|apac|jp|au|ca)\./, '')
    .replace(/-(?:\d{8}|\d{4}-\d{2}-\d{2}|latest)$/, '');
