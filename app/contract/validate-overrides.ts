import { describeDerivedBelow } from './facts.ts';
import { customProfile } from './profiles/custom.ts';
import { profile } from './profiles.ts';

/** Where names are whoever deploys's to choose. */
const openRecords: readonly string[] = [
  'agents.callsPerProviderMax',
  'deployment.settings.values',
  'deployment.settings.secretArns',
];

/** The name that somebody may have meant, as `; did you mean port?`, or nothing. */
type Suggest = (word: string, known: readonly string[]) => string;

/** What of a person's own profile the contract has no place for, in words; empty: all fits. */
export const validateCustomProfile = (suggest: Suggest): string[] =>
  validateOverrides(profile('production'), customProfile, suggest);

/** Names that are not there, and values of another kind: the types say so too, but not everyone runs the compiler. */
export function validateOverrides(value: object, overrides: object, suggest: Suggest, prefix = ''): string[] {
  const known = new Map<string, unknown>(Object.entries(value));
  const isOpen = openRecords.includes(prefix.slice(0, -1));
  return Object.entries(overrides).flatMap(([key, override]: [string, unknown]) => {
    const path = `${prefix}${key}`;
    if (!known.has(key))
      return isOpen
        ? []
        : [`${path}: there is no such value${alternatives(path, suggest(key, [...known.keys()]), known)}`];
    const current = known.get(key);
    if (isRecord(current))
      return isRecord(override)
        ? validateOverrides(current, override, suggest, `${path}.`)
        : [`${path}: it has values inside`];
    return validateValue(path, current, override);
  });
}

function alternatives(path: string, suggestion: string, known: ReadonlyMap<string, unknown>): string {
  const derived = describeDerivedBelow(path);
  if (derived.length > 0) return `: ${derived.join('; ')}; change these`;
  return `${suggestion === '' ? '; there' : `${suggestion} There`} are ${[...known.keys()].join(', ')}`;
}

function validateValue(path: string, current: unknown, override: unknown): string[] {
  if (isRecord(override)) return [`${path}: it has no values inside`];
  if (typeof override === 'number' && !(override >= 0)) return [`${path}: it must be 0 or more`];
  // Null is "no limit", or "not there", and stands for a value of any kind.
  if (current === null || override === null || typeof current === typeof override) return [];
  return [`${path}: it must be a ${typeof current}, such as ${JSON.stringify(current)}`];
}

const isRecord = (value: unknown): value is object => typeof value === 'object' && value !== null;
