import { AgentConfigError } from './agent.ts';
import { modelOptionNames, withoutModelOptions } from './model-options.ts';
import shipped from './prices.json' with { type: 'json' };

/** Providers of language models. `rehearsal` is not a model and is not listed. */
export const providerNames = ['anthropic', 'openai', 'google', 'bedrock', 'compatible'] as const;
export type ProviderName = (typeof providerNames)[number];

/** USD per million tokens. */
export interface ModelPrice {
  readonly inputUsd: number;
  readonly outputUsd: number;
}

/** Known models by provider. Other models can be used too, but have no known price. */
export type ModelCatalog = Readonly<
  Record<
    ProviderName,
    { readonly default: string | null; readonly models: Readonly<Record<string, ModelPrice>> }
  >
>;

/**
 * The shipped models, merged with the JSON text of a models file, whose defaults and prices win. Throws an
 * AgentConfigError that names the invalid member.
 */
export function readModelCatalog(text: string | null): ModelCatalog {
  if (text === null) return shipped;
  const file = requireObject(parseJson(text), 'the file');
  for (const name of Object.keys(file))
    if (!providerNames.some((known) => known === name))
      throw fileError(`unknown provider "${name}"; available: ${providerNames.join(', ')}`);
  const merged: Record<ProviderName, ModelCatalog[ProviderName]> = { ...shipped };
  for (const name of providerNames)
    if (file[name] !== undefined) merged[name] = mergeProvider(shipped[name], file[name], name);
  return merged;
}

function mergeProvider(
  known: ModelCatalog[ProviderName],
  value: unknown,
  path: string,
): ModelCatalog[ProviderName] {
  const { default: preferred = known.default, models = {}, ...rest } = requireObject(value, path);
  const [unknownMember] = Object.keys(rest);
  if (unknownMember !== undefined)
    throw fileError(`${path} has an unknown member "${unknownMember}"; allowed: default, models`);
  if (preferred !== null && (typeof preferred !== 'string' || preferred === ''))
    throw fileError(`${path}.default must be a model name`);
  const entries = Object.entries(requireObject(models, `${path}.models`));
  const prices = entries.flatMap(([model, entry]) => {
    const price = withoutModelOptions(entry);
    return price === null ? [] : [[model, readPrice(price, `${path}.models.${model}`)] as const];
  });
  return { default: preferred, models: { ...known.models, ...Object.fromEntries(prices) } };
}

function readPrice(value: unknown, path: string): ModelPrice {
  const { inputUsd, outputUsd, ...rest } = requireObject(value, path);
  const [unknownMember] = Object.keys(rest);
  if (unknownMember !== undefined)
    throw fileError(
      `${path} has an unknown member "${unknownMember}"; allowed: inputUsd, outputUsd, ${modelOptionNames.join(', ')}`,
    );
  return {
    inputUsd: readUsd(inputUsd, `${path}.inputUsd`),
    outputUsd: readUsd(outputUsd, `${path}.outputUsd`),
  };
}

function readUsd(value: unknown, path: string): number {
  if (typeof value !== 'number' || !Number.isFinite(value) || value < 0)
    throw fileError(`${path} must be a number of USD per million tokens, at least 0`);
  return value;
}

function requireObject(value: unknown, path: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw fileError(`${path} must be an object`);
  return { ...value };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw fileError(`the file is not valid JSON (${error instanceof Error ? error.message : 'unreadable'})`);
  }
}

const fileError = (problem: string) => new AgentConfigError(`ROSTRUM_MODELS_FILE: ${problem}.`);

/** The price of a model, or null when it is not known. Dated and regional names have the price of the plain name. */
export function findPrice(models: ModelCatalog, provider: ProviderName, model: string): ModelPrice | null {
  const known = Object.entries(models[provider].models);
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
