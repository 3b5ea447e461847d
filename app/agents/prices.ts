import { AgentConfigError } from './agent.ts';
import shipped from './prices.json' with { type: 'json' };

/** Providers that a model is called through; `rehearsal` is no model and stands apart. */
export const providerNames = ['anthropic', 'openai', 'google', 'bedrock', 'compatible'] as const;
export type ProviderName = (typeof providerNames)[number];

/** USD for a million tokens. */
export interface ModelPrice {
  readonly inputUsd: number;
  readonly outputUsd: number;
}

/**
 * Known models of the providers. A model that is not here can be used all the same; it has no known price.
 */
export type ModelCatalog = Readonly<
  Record<
    ProviderName,
    { readonly default: string | null; readonly models: Readonly<Record<string, ModelPrice>> }
  >
>;

/**
 * The shipped models, with those of a file's text laid over them: its defaults and prices win, and what it
 * does not name stays. Throws BadAgentSettings, which names the member.
 */
export function readModelCatalog(text: string | null): ModelCatalog {
  if (text === null) return shipped;
  const file = requireObject(parseJson(text), 'the file');
  for (const name of Object.keys(file))
    if (!providerNames.some((known) => known === name))
      throw fileError(`"${name}" is no provider; there are ${providerNames.join(', ')}`);
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
    throw fileError(`${path} has a member "${unknownMember}"; it may have default and models`);
  if (preferred !== null && (typeof preferred !== 'string' || preferred === ''))
    throw fileError(`${path}.default must be a model's name`);
  const entries = Object.entries(requireObject(models, `${path}.models`));
  const prices = entries.map(
    ([model, price]) => [model, readPrice(price, `${path}.models.${model}`)] as const,
  );
  return { default: preferred, models: { ...known.models, ...Object.fromEntries(prices) } };
}

function readPrice(value: unknown, path: string): ModelPrice {
  const { inputUsd, outputUsd, ...rest } = requireObject(value, path);
  const [unknownMember] = Object.keys(rest);
  if (unknownMember !== undefined)
    throw fileError(`${path} has a member "${unknownMember}"; it may have inputUsd and outputUsd`);
  return {
    inputUsd: readUsd(inputUsd, `${path}.inputUsd`),
    outputUsd: readUsd(outputUsd, `${path}.outputUsd`),
  };
}

function readUsd(value: unknown, path: string): number {
  if (typeof value !== 'number' || !Number.isFinite(value) || value < 0)
    throw fileError(`${path} must be a number of USD for a million tokens, not less than 0`);
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
    throw fileError(`it is not JSON (${error instanceof Error ? error.message : 'unreadable'})`);
  }
}

const fileError = (problem: string) => new AgentConfigError(`ROSTRUM_MODELS_FILE: ${problem}.`);

/**
 * The price of a model, or null when it is not known. Dated and regional names cost what the plain one does.
 */
export function findPrice(models: ModelCatalog, provider: ProviderName, model: string): ModelPrice | null {
  const known = Object.entries(models[provider].models);
  const exact = known.find(([name]) => name === model);
  const similar = known.find(([name]) => normalizeModelName(name) === normalizeModelName(model));
  return (exact ?? similar)?.[1] ?? null;
}

/** Without the path of an ARN, the region of an inference profile, and a date at the end. */
const normalizeModelName = (model: string): string =>
  model
    .replace(/^arn:.*\//, '')
    .replace(/^(?:global|us-gov|us|eu|apac|jp|au|ca)\./, '')
    .replace(/-(?:\d{8}|\d{4}-\d{2}-\d{2}|latest)$/, '');
