import { describeDerivedBelow } from './facts.ts';
import { customProfile } from './profiles/custom.ts';
import { profile } from './profiles.ts';

/** Records whose keys the operator chooses. */
const openRecords: readonly string[] = [
  'agents.callsPerProviderMax',
  'deployment.settings.values',
  'deployment.settings.secretArns',
];

/** Returns the closest name as `; did you mean port?`, or an empty text. */
type Suggest = (word: string, known: readonly string[]) => string;

/** Errors in the custom profile: one sentence each. */
export const validateCustomProfile = (suggest: Suggest): string[] =>
  validateOverrides(profile('production'), customProfile, suggest);

/** Unknown names and values of the wrong type. The types check this too, but only when the compiler runs. */
export function validateOverrides(value: object, overrides: object, suggest: Suggest, prefix = ''): string[] {
  const known = new Map<string, unknown>(Object.entries(value));
  const isOpen = openRecords.includes(prefix.slice(0, -1));
  return Object.entries(overrides).flatMap(([key, override]: [string, unknown]) => {
    const path = `${prefix}${key}`;
    if (!known.has(key))
      return isOpen
        ? []
        : [`${path}: unknown name${alternatives(path, suggest(key, [...known.keys()]), known)}`];
    const current = known.get(key);
    if (isRecord(current))
      return isRecord(override)
        ? validateOverrides(current, override, suggest, `${path}.`)
        : [`${path}: must be an object`];
    return validateValue(path, current, override);
  });
}

function alternatives(path: string, suggestion: string, known: ReadonlyMap<string, unknown>): string {
  const derived = describeDerivedBelow(path);
  if (derived.length > 0) return `: ${derived.join('; ')}; change these`;
  return `${suggestion === '' ? '; known' : `${suggestion} Known`} names: ${[...known.keys()].join(', ')}`;
}

function validateValue(path: string, current: unknown, override: unknown): string[] {
  if (isRecord(override)) return [`${path}: must not be an object`];
  if (typeof override === 'number' && !(override >= 0)) return [`${path}: must be 0 or more`];
  // Null means "no limit" or "none", and can replace a value of any type.
  if (current === null || override === null || typeof current === typeof override) return [];
  return [`${path}: must be a ${typeof current}, such as ${JSON.stringify(current)}`];
}

const isRecord = (value: unknown): value is object => typeof value === 'object' && value !== null;
