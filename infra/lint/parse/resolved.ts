/** A property after everything that the template alone determines has been evaluated. */
export type Resolved =
  | null
  | boolean
  | number
  | string
  | PartialText
  | Reference
  | Unresolved
  | readonly Resolved[]
  | ResolvedMap;
export type ResolvedMap = ReadonlyMap<string, Resolved>;

/** A reference to a resource of the template, or to one of its attributes. */
export class Reference {
  readonly id: string;
  readonly attribute: string | null;
  constructor(id: string, attribute: string | null) {
    this.id = id;
    this.attribute = attribute;
  }
}

/** A value that is known only at deployment, and why. */
export class Unresolved {
  readonly reason: string;
  constructor(reason: string) {
    this.reason = reason;
  }
}

/** A string with parts that are known only at deployment. */
export class PartialText {
  readonly parts: readonly (string | Reference | Unresolved)[];
  constructor(parts: readonly (string | Reference | Unresolved)[]) {
    this.parts = parts;
  }
}

/** Undefined, as AWS::NoValue, when the property is absent. */
export type MaybeResolved = Resolved | undefined;

const textCharsMax = 10_000;

export const isResolvedMap = (value: unknown): value is ResolvedMap => value instanceof Map;
export const isList = (value: unknown): value is readonly Resolved[] => Array.isArray(value);

/** Concatenates values to one string, as far as they are known. */
export function concatenate(values: readonly MaybeResolved[]): Resolved {
  const parts = values.flatMap(toSegments);
  const chars = parts.reduce((sum, part) => sum + (typeof part === 'string' ? part.length : 0), 0);
  if (chars > textCharsMax) return new Unresolved(`the text is longer than ${textCharsMax} characters`);
  if (parts.every((part) => typeof part === 'string')) return parts.join('');
  const [only] = parts;
  return parts.length === 1 && only instanceof Reference ? only : new PartialText(parts);
}

function toSegments(value: MaybeResolved): (string | Reference | Unresolved)[] {
  if (value instanceof PartialText) return [...value.parts];
  if (value instanceof Reference || value instanceof Unresolved) return [value];
  if (value === undefined || value === '') return [];
  return typeof value === 'object' && value !== null
    ? [new Unresolved('a list or a map where a string is expected')]
    : [String(value)];
}

/** Every reference in a value, at any depth. */
export function referencesIn(value: MaybeResolved): Reference[] {
  if (value instanceof Reference) return [value];
  if (value instanceof PartialText) return value.parts.filter((part) => part instanceof Reference);
  if (isList(value)) return value.flatMap(referencesIn);
  return isResolvedMap(value) ? [...value.values()].flatMap(referencesIn) : [];
}

/** Whether any part of a value is known only at deployment. */
export function hasUnresolved(value: MaybeResolved): boolean {
  if (value instanceof Unresolved) return true;
  if (value instanceof PartialText) return value.parts.some((part) => part instanceof Unresolved);
  if (isList(value)) return value.some(hasUnresolved);
  return isResolvedMap(value) && [...value.values()].some(hasUnresolved);
}

/** Whether two values are equal; undefined when only the deployment decides that. */
export function isSame(a: MaybeResolved, b: MaybeResolved): boolean | undefined {
  if (a instanceof Unresolved || b instanceof Unresolved) return undefined;
  if (a instanceof PartialText || b instanceof PartialText)
    return canonicalKey(a) === canonicalKey(b) && !hasUnresolved(a) ? true : undefined;
  return canonicalKey(a) === canonicalKey(b);
}

/** A string that is the same for equal values only. */
export const canonicalKey = (value: MaybeResolved): string =>
  JSON.stringify(value, (_, inner: unknown) => {
    if (inner instanceof Reference) return { ref: inner.id, attribute: inner.attribute };
    return inner instanceof Map ? [...inner].sort(([a], [b]) => (a < b ? -1 : 1)) : inner;
  }) ?? '';
