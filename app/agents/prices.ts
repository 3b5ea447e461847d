import { BadAgentSettings } from './agent.ts';
import shipped from './prices.json' with { type: 'json' };

/** Providers that a model is called through; `rehearsal` is no model and stands apart. */
export const providerNames = ['anthropic', 'openai', 'google', 'bedrock', 'compatible'] as const;
export type ProviderName = (typeof providerNames)[number];

/** USD for a million tokens. */
export interface Price {
  readonly inputUsd: number;
  readonly outputUsd: number;
}

/**
 * Known models of the providers. A model that is not here can be used all the same; it has no known price.
 */
export type Models = Readonly<
  Record<ProviderName, { readonly default: string | null; readonly models: Readonly<Record<string, Price>> }>
>;

/**
 * The shipped models, with those of a file's text laid over them: its defaults and prices win, and what it
 * does not name stays. Throws BadAgentSettings, which names the member.
 */
export function readModels(text: string | null): Models {
  if (text === null) return shipped;
  const file = members(parse(text), 'the file');
  for (const name of Object.keys(file))
    if (!providerNames.some((known) => known === name))
      throw bad(`"${name}" is no provider; there are ${providerNames.join(', ')}`);
  const merged: Record<ProviderName, Models[ProviderName]> = { ...shipped };
  for (const name of providerNames)
    if (file[name] !== undefined) merged[name] = merge(shipped[name], file[name], name);
  return merged;
}

function merge(known: Models[ProviderName], value: unknown, at: string): Models[ProviderName] {
  const { default: preferred = known.default, models = {}, ...rest } = members(value, at);
  const [stranger] = Object.keys(rest);
  if (stranger !== undefined) throw bad(`${at} has a member "${stranger}"; it may have default and models`);
  if (preferred !== null && (typeof preferred !== 'string' || preferred === ''))
    throw bad(`${at}.default must be a model's name`);
  const entries = Object.entries(members(models, `${at}.models`));
  const prices = entries.map(([model, price]) => [model, readPrice(price, `${at}.models.${model}`)] as const);
  return { default: preferred, models: { ...known.models, ...Object.fromEntries(prices) } };
}

function readPrice(value: unknown, at: string): Price {
  const { inputUsd, outputUsd, ...rest } = members(value, at);
  const [stranger] = Object.keys(rest);
  if (stranger !== undefined)
    throw bad(`${at} has a member "${stranger}"; it may have inputUsd and outputUsd`);
  return { inputUsd: readUsd(inputUsd, `${at}.inputUsd`), outputUsd: readUsd(outputUsd, `${at}.outputUsd`) };
}

function readUsd(value: unknown, at: string): number {
  if (typeof value !== 'number' || !Number.isFinite(value) || value < 0)
    throw bad(`${at} must be a number of USD for a million tokens, not less than 0`);
  return value;
}

function members(value: unknown, at: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw bad(`${at} must be an object`);
  return { ...value };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw bad(`it is not JSON (${error instanceof Error ? error.message : 'unreadable'})`);
  }
}

const bad = (problem: string) => new BadAgentSettings(`ROSTRUM_MODELS_FILE: ${problem}.`);

/**
 * The price of a model, or null when it is not known. Dated and regional names cost what the plain one does.
 */
export function priceOf(models: Models, provider: ProviderName, model: string): Price | null {
  const known = Object.entries(models[provider].models);
  const exact = known.find(([name]) => name === model);
  const alike = known.find(([name]) => plainName(name) === plainName(model));
  return (exact ?? alike)?.[1] ?? null;
}

/** Without the path of an ARN, the region of an inference profile, and a date at the end. */
const plainName = (model: string): string =>
  model
    .replace(/^arn:.*\//, '')
    .replace(/^(?:global|us-gov|us|eu|apac|jp|au|ca)\./, '')
    .replace(/-(?:\d{8}|\d{4}-\d{2}-\d{2}|latest)$/, '');
