import type { ModelPrice, PriceTier, TokenRates } from '../debate/cost/price.ts';

type ToError = (problem: string) => Error;

const optionalRates = ['cachedInputUsd', 'cacheWriteUsd', 'reasoningUsd'] as const;
const rateNames = ['inputUsd', 'outputUsd', ...optionalRates] as const;

/**
 * The price of a model in a models file, in USD per million tokens. `path` names it in errors, and `otherMembers` are
 * those that its entry may have as well.
 */
export function readModelPrice(
  value: unknown,
  path: string,
  toError: ToError,
  otherMembers: readonly string[] = [],
): ModelPrice {
  const { tiers, ...rates } = readMembers(value, path, [...rateNames, 'tiers', ...otherMembers], toError);
  if (tiers === undefined) return readRates(rates, path, toError);
  if (!Array.isArray(tiers) || tiers.length === 0)
    throw toError(`${path}.tiers must be a list of at least one tier`);
  return {
    ...readRates(rates, path, toError),
    tiers: tiers.map((tier, index) => readTier(tier, `${path}.tiers[${index}]`, toError)),
  };
}

function readTier(value: unknown, path: string, toError: ToError): PriceTier {
  const { aboveTokens, ...rates } = readMembers(value, path, ['aboveTokens', ...rateNames], toError);
  if (typeof aboveTokens !== 'number' || !Number.isSafeInteger(aboveTokens) || aboveTokens < 1)
    throw toError(`${path}.aboveTokens must be a whole number of tokens, at least 1`);
  return { aboveTokens, ...readRates(rates, path, toError) };
}

function readRates(rates: Readonly<Record<string, unknown>>, path: string, toError: ToError): TokenRates {
  const read = (name: (typeof rateNames)[number]): number => {
    const usd = rates[name];
    if (typeof usd !== 'number' || !Number.isFinite(usd) || usd < 0)
      throw toError(`${path}.${name} must be a number of USD per million tokens, at least 0`);
    return usd;
  };
  const given = optionalRates.filter((name) => rates[name] !== undefined);
  return {
    inputUsd: read('inputUsd'),
    outputUsd: read('outputUsd'),
    ...Object.fromEntries(given.map((name) => [name, read(name)])),
  };
}

function readMembers(
  value: unknown,
  path: string,
  allowed: readonly string[],
  toError: ToError,
): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw toError(`${path} must be an object`);
  const unknownMember = Object.keys(value).find((name) => !allowed.includes(name));
  if (unknownMember !== undefined)
    throw toError(`${path} has an unknown member "${unknownMember}"; allowed: ${allowed.join(', ')}`);
  return { ...value };
}

/** The day in a `checkedAt` member of a models file. */
export function readCheckedAt(value: unknown, path: string, toError: ToError): string {
  const isDate = typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value);
  const parsed = isDate ? new Date(`${value}T00:00:00Z`) : null;
  if (!isDate || !parsed || Number.isNaN(parsed.getTime()) || parsed.toISOString().slice(0, 10) !== value)
    throw toError(`${path}.checkedAt must be a date such as 2026-11-30`);
  return value;
}
