import { terminalVariables, variables } from './contract/env.ts';
import { nearest } from './nearest.ts';
import { processNameVariable } from './process/cluster-process.ts';

const known = [...Object.keys(variables), ...Object.keys(terminalVariables), processNameVariable];

/**
 * What somebody may have misspelt, which would be as good as not set; a sentence for each. It is no refusal: a program
 * that a deployment goes back to does not know yet what a newer one reads.
 */
export function unknownVariables(names: readonly string[]): string[] {
  return names.flatMap((name) => {
    if (known.includes(name.replace(/_FILE$/, '')) || known.includes(name)) return [];
    const meant = nearlyNamed(name) ?? (name.startsWith(prefix) ? nearestOurs(name) : undefined);
    if (meant === undefined && !name.startsWith(prefix)) return [];
    return [`${name} is no variable of this program${meant === undefined ? '' : `; did you mean ${meant}?`}`];
  });
}

const prefix = 'ROSTRUM_';

/** By what comes after the beginning that all of them share. */
function nearestOurs(name: string): string | undefined {
  const words = known.filter((one) => one.startsWith(prefix)).map((one) => one.slice(prefix.length));
  const [word] = nearest(name.slice(prefix.length), words);
  return word && `${prefix}${word}`;
}

/** Names of others are nobody's concern, unless they have the letters of one of ours. */
const nearlyNamed = (name: string): string | undefined =>
  known.find((candidate) => letters(candidate) === letters(name));

const letters = (name: string): string => name.replaceAll('_', '').toUpperCase();
