import { madeBelow } from './facts.ts';
import { own } from './own.ts';
import { profile } from './profiles.ts';

/** Where names are whoever deploys's to choose. */
const open: readonly string[] = [
  'agents.callsPerProviderMax',
  'deployment.settings.values',
  'deployment.settings.secretArns',
];

/** The name that somebody may have meant, as `; did you mean port?`, or nothing. */
type Meant = (word: string, known: readonly string[]) => string;

/** What of a person's own profile the contract has no place for, in words; empty: all fits. */
export const ownMisfits = (meant: Meant): string[] => misfits(profile('production'), own, meant);

/** Names that are not there, and values of another kind: the types say so too, but not everyone runs the compiler. */
export function misfits(value: object, changes: object, meant: Meant, at = ''): string[] {
  const known = new Map<string, unknown>(Object.entries(value));
  const isOpen = open.includes(at.slice(0, -1));
  return Object.entries(changes).flatMap(([key, change]: [string, unknown]) => {
    const path = `${at}${key}`;
    if (!known.has(key))
      return isOpen
        ? []
        : [`${path}: there is no such value${instead(path, meant(key, [...known.keys()]), known)}`];
    const current = known.get(key);
    if (isRecord(current))
      return isRecord(change)
        ? misfits(current, change, meant, `${path}.`)
        : [`${path}: it has values inside`];
    return kindMisfits(path, current, change);
  });
}

function instead(path: string, meant: string, known: ReadonlyMap<string, unknown>): string {
  const made = madeBelow(path);
  if (made.length > 0) return `: ${made.join('; ')}; change these`;
  return `${meant === '' ? '; there' : `${meant} There`} are ${[...known.keys()].join(', ')}`;
}

function kindMisfits(path: string, current: unknown, change: unknown): string[] {
  if (isRecord(change)) return [`${path}: it has no values inside`];
  if (typeof change === 'number' && !(change >= 0)) return [`${path}: it must be 0 or more`];
  // Null is "no limit", or "not there", and stands for a value of any kind.
  if (current === null || change === null || typeof current === typeof change) return [];
  return [`${path}: it must be a ${typeof current}, such as ${JSON.stringify(current)}`];
}

const isRecord = (value: unknown): value is object => typeof value === 'object' && value !== null;
