/** The text is not what a program of ours has written; the message says where it differs. */
export class NonCanonicalJsonError extends Error {}

/**
 * Reads JSON so that no two texts that people read differently give the same value: a member that stands twice, of
 * which only the last would count, and digits beyond what a number can hold are refused. Throws NotAsWritten.
 */
export function parseCanonical(text: string): unknown {
  const value = parseJson(text);
  const withoutStrings = text.replace(/"[^"\\]*(?:\\.[^"\\]*)*"/g, '""');
  if ((withoutStrings.match(/:/g)?.length ?? 0) !== countMembers(value))
    throw new NonCanonicalJsonError('a member stands twice in one object');
  for (const [number] of withoutStrings.matchAll(/-?\d[\d.eE+-]*/g))
    if (JSON.stringify(Number(number)) !== number)
      throw new NonCanonicalJsonError(
        `the number ${number.slice(0, 40)} is not written in its shortest form`,
      );
  return value;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new NonCanonicalJsonError('it is not JSON');
  }
}

function countMembers(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const inner = Object.values(value).reduce((sum: number, member) => sum + countMembers(member), 0);
  return inner + (Array.isArray(value) ? 0 : Object.keys(value).length);
}

/** Whether a value is an object with exactly these members. */
export const hasExactKeys = <Name extends string>(
  value: unknown,
  names: readonly Name[],
): value is Readonly<Record<Name, unknown>> =>
  typeof value === 'object' &&
  value !== null &&
  Object.keys(value).length === names.length &&
  names.every((name) => Object.hasOwn(value, name));
