import { terminalVariables, variables } from '../contract/env.ts';
import {
  firstProcessVariable,
  processNameVariable,
  sharedUrlVariable,
  standbyVariable,
} from '../runtime/supervisor/process.ts';
import { editDistance, nearestWords } from '../shared/suggestions.ts';

const ownVariables = [processNameVariable, firstProcessVariable, standbyVariable, sharedUrlVariable];
const known = [...Object.keys(variables), ...Object.keys(terminalVariables), ...ownVariables];

/**
 * Warnings about variables that are probably misspelt. Not errors: after a rollback, an older program does not know the
 * variables of the newer one.
 */
export function unknownVariables(names: readonly string[]): string[] {
  return names.flatMap((name) => {
    if (known.includes(name.replace(/_FILE$/, '')) || known.includes(name)) return [];
    const suggestion =
      sameLetters(name) ?? (name.startsWith(prefix) ? nearestVariable(name) : oneLetterAway(name, names));
    if (suggestion === undefined && !name.startsWith(prefix)) return [];
    const hint = suggestion === undefined ? '' : `; did you mean ${suggestion}?`;
    return [`${name} is not a variable of this program${hint}`];
  });
}

const prefix = 'ROSTRUM_';

/** Compared without the prefix that all of them share. */
function nearestVariable(name: string): string | undefined {
  const words = known.filter((known) => known.startsWith(prefix)).map((known) => known.slice(prefix.length));
  const [word] = nearestWords(name.slice(prefix.length), words);
  return word && `${prefix}${word}`;
}

/** A known variable that differs only in case or underscores. Variables of other programs are ignored. */
const sameLetters = (name: string): string | undefined =>
  known.find((candidate) => letters(candidate) === letters(name));

/** Shorter names are likely to belong to other programs. */
const nearMissCharsMin = 6;

/** A variable without the common prefix that differs in one letter and is not set: WORKERS for WORKER. */
const oneLetterAway = (name: string, names: readonly string[]): string | undefined =>
  name.length < nearMissCharsMin
    ? undefined
    : known.find((candidate) => editDistance(candidate, name) === 1 && !names.includes(candidate));

const letters = (name: string): string => name.replaceAll('_', '').toUpperCase();
