/** The text is not JSON in the form that Rostrum writes; the message names the first difference. */
export class NonCanonicalJsonError extends Error {}

/**
 * Parses JSON strictly, so that texts with different meanings to a reader never give the same value: duplicate members
 * (only the last would count) and numbers beyond double precision are errors. Throws NonCanonicalJsonError.
 */
export function parseCanonical(text: string): unknown {
  const value = parseJson(text);
  const withoutStrings = text.replace(/"[^"\\]*(?:\\.[^"\\]*)*"/g, '""');
  if (isDeep(withoutStrings))
    throw new NonCanonicalJsonError(`it is nested more than ${depthMax} levels deep`);
  if ((withoutStrings.match(/:/g)?.length ?? 0) !== countMembers(value))
    throw new NonCanonicalJsonError('an object has a duplicate member');
  for (const [number] of withoutStrings.matchAll(/-?\d[\d.eE+-]*/g))
    if (JSON.stringify(Number(number)) !== number)
      throw new NonCanonicalJsonError(
        `the number ${number.slice(0, 40)} is not written in its shortest form`,
      );
  return value;
}

/** Far more than a record has, and far less than the stack. */
const depthMax = 100;

function isDeep(withoutStrings: string): boolean {
  let depth = 0;
  for (const [bracket] of withoutStrings.matchAll(/[[{\]}]/g)) {
    depth += bracket === '[' || bracket === '{' ? 1 : -1;
    if (depth > depthMax) return true;
  }
  return false;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new NonCanonicalJsonError('not valid JSON');
  }
}

function countMembers(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const inner = Object.values(value).reduce((sum: number, member) => sum + countMembers(member), 0);
  return inner + (Array.isArray(value) ? 0 : Object.keys(value).length);
}

/** True for an object with exactly these members. */
export const hasExactKeys = <Name extends string>(
  value: unknown,
  names: readonly Name[],
): value is Readonly<Record<Name, unknown>> =>
  typeof value === 'object' &&
  value !== null &&
  Object.keys(value).length === names.length &&
  names.every((name) => Object.hasOwn(value, name));
