import { type Effort, efforts } from '../debate/core/settings.ts';
import { isJsonObject } from '../shared/is-json-object.ts';
import { AgentConfigError } from './agent.ts';
import { type ModelTraits, plainModelName } from './model-traits.ts';

/** What a models file says about a model, without its price. */
export interface ModelOptions {
  readonly effort?: Effort;
  readonly outputTokensMax?: number;
  /** Traits that replace those of the table. */
  readonly traits: Partial<ModelTraits>;
}

/** The smallest and the largest number of output tokens that may be set. */
export interface TokenRange {
  readonly min: number;
  readonly max: number;
}

const traitNames = ['thinks', 'takesEffort', 'needsMaxCompletionTokens', 'hasSystemRole'] as const;

/** The members of a model in a models file that are not its price. */
export const modelOptionNames: readonly string[] = ['effort', 'outputTokensMax', ...traitNames];

/** The members of a model's entry that are its price; null for an entry with options alone. */
export function withoutModelOptions(entry: unknown): unknown {
  if (!isJsonObject(entry)) return entry;
  const members = Object.entries(entry);
  const others = members.filter(([name]) => !modelOptionNames.includes(name));
  return others.length === 0 && members.length > 0 ? null : Object.fromEntries(others);
}

/**
 * Reads the options of all models from the JSON text of a models file, which prices.ts has accepted. Returns those of a
 * model: by its exact name, else by the plain one. Throws an AgentConfigError that names the invalid member.
 */
export function readModelOptions(
  text: string | null,
  range: TokenRange,
): (provider: string, model: string) => ModelOptions {
  const exact = new Map<string, ModelOptions>();
  const plain = new Map<string, ModelOptions>();
  const file: unknown = text === null ? {} : JSON.parse(text);
  const add = (path: string, provider: string, models: unknown) => {
    for (const [model, entry] of objectEntries(models)) {
      const options = readOptions(entry, `${path}.models.${model}`, range);
      exact.set(`${provider}:${model}`, options);
      plain.set(`${provider}:${plainModelName(model)}`, options);
    }
  };
  for (const [name, member] of objectEntries(file)) {
    if (name !== 'servers') add(name, name, member.models);
    else for (const [server, { models }] of objectEntries(member)) add(`servers.${server}`, server, models);
  }
  return (provider, model) =>
    exact.get(`${provider}:${model}`) ?? plain.get(`${provider}:${plainModelName(model)}`) ?? { traits: {} };
}

function readOptions(
  { effort, outputTokensMax, ...rest }: Readonly<Record<string, unknown>>,
  path: string,
  range: TokenRange,
): ModelOptions {
  const traits = traitNames.flatMap((name) => {
    const value = rest[name];
    if (value === undefined) return [];
    if (typeof value !== 'boolean') throw fileError(`${path}.${name} must be true or false`);
    return [[name, value] as const];
  });
  return {
    ...(effort !== undefined && { effort: readEffort(effort, `ROSTRUM_MODELS_FILE: ${path}.effort`) }),
    ...(outputTokensMax !== undefined && {
      outputTokensMax: readOutputTokens(
        outputTokensMax,
        `ROSTRUM_MODELS_FILE: ${path}.outputTokensMax`,
        range,
      ),
    }),
    // An effort in the file says that the model takes one.
    traits: { ...(effort !== undefined && { takesEffort: true }), ...Object.fromEntries(traits) },
  };
}

const fileError = (problem: string) => new AgentConfigError(`ROSTRUM_MODELS_FILE: ${problem}.`);

/** `name` begins the message of the error. */
export function readEffort(value: unknown, name: string): Effort {
  const effort = efforts.find((known) => known === value);
  if (effort === undefined) throw new AgentConfigError(`${name} must be one of ${efforts.join(', ')}.`);
  return effort;
}

export function readOutputTokens(value: unknown, name: string, { min, max }: TokenRange): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) return value;
  throw new AgentConfigError(`${name} must be a whole number from ${min} to ${max}.`);
}

/** The members of an object that are objects. */
const objectEntries = (value: unknown): readonly (readonly [string, Readonly<Record<string, unknown>>])[] =>
  isJsonObject(value)
    ? Object.entries(value).flatMap(([name, member]) =>
        isJsonObject(member) ? [[name, member] as const] : [],
      )
    : [];
