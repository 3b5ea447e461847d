import { terminalVariables, variables } from '../contract/env.ts';
import { processNameVariable } from '../runtime/supervisor/process.ts';
import { nearestWords } from '../shared/suggestions.ts';

const known = [...Object.keys(variables), ...Object.keys(terminalVariables), processNameVariable];

/**
 * What somebody may have misspelt, which would be as good as not set; a sentence for each. It is no refusal: a program
 * that a deployment goes back to does not know yet what a newer one reads.
 */
export function unknownVariables(names: readonly string[]): string[] {
  return names.flatMap((name) => {
    if (known.includes(name.replace(/_FILE$/, '')) || known.includes(name)) return [];
    const meant = sameLetters(name) ?? (name.startsWith(prefix) ? nearestVariable(name) : undefined);
    if (meant === undefined && !name.startsWith(prefix)) return [];
    return [`${name} is no variable of this program${meant === undefined ? '' : `; did you mean ${meant}?`}`];
  });
}

const prefix = 'ROSTRUM_';

/** By what comes after the beginning that all of them share. */
function nearestVariable(name: string): string | undefined {
  const words = known.filter((one) => one.startsWith(prefix)).map((one) => one.slice(prefix.length));
  const [word] = nearestWords(name.slice(prefix.length), words);
  return word && `${prefix}${word}`;
}

/** Names of others are nobody's concern, unless they have the letters of one of ours. */
const sameLetters = (name: string): string | undefined =>
  known.find((candidate) => letters(candidate) === letters(name));

const letters = (name: string): string => name.replaceAll('_', '').toUpperCase();
