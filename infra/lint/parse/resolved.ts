/** What is left of a property when everything that a template itself decides has been decided. */
export type Resolved =
  | null
  | boolean
  | number
  | string
  | Text
  | Reference
  | Unresolved
  | readonly Resolved[]
  | ResolvedMap;
export type ResolvedMap = ReadonlyMap<string, Resolved>;

/** Another resource of the template, or an attribute of it. */
export class Reference {
  readonly id: string;
  readonly attribute: string | null;
  constructor(id: string, attribute: string | null) {
    this.id = id;
    this.attribute = attribute;
  }
}

/** What only a deployment can know, and why. */
export class Unresolved {
  readonly why: string;
  constructor(why: string) {
    this.why = why;
  }
}

/** A text with parts that are no text yet. */
export class Text {
  readonly parts: readonly (string | Reference | Unresolved)[];
  constructor(parts: readonly (string | Reference | Unresolved)[]) {
    this.parts = parts;
  }
}

/** What AWS::NoValue stands for: the property is not there at all. */
export const absent = undefined;
export type Maybe = Resolved | undefined;

const textCharsMax = 10_000;

export const isResolvedMap = (value: unknown): value is ResolvedMap => value instanceof Map;
export const isList = (value: unknown): value is readonly Resolved[] => Array.isArray(value);

/** Values one after the other, as one text. */
export function joined(values: readonly Maybe[]): Resolved {
  const parts = values.flatMap(partsOf);
  const chars = parts.reduce((sum, part) => sum + (typeof part === 'string' ? part.length : 0), 0);
  if (chars > textCharsMax) return new Unresolved(`the text is longer than ${textCharsMax} characters`);
  if (parts.every((part) => typeof part === 'string')) return parts.join('');
  const [only] = parts;
  return parts.length === 1 && only instanceof Reference ? only : new Text(parts);
}

function partsOf(value: Maybe): (string | Reference | Unresolved)[] {
  if (value instanceof Text) return [...value.parts];
  if (value instanceof Reference || value instanceof Unresolved) return [value];
  if (value === undefined || value === '') return [];
  return typeof value === 'object' && value !== null
    ? [new Unresolved('a list or a map stands where a text is expected')]
    : [String(value)];
}

/** Every reference in a value, to any depth. */
export function referencesIn(value: Maybe): Reference[] {
  if (value instanceof Reference) return [value];
  if (value instanceof Text) return value.parts.filter((part) => part instanceof Reference);
  if (isList(value)) return value.flatMap(referencesIn);
  return isResolvedMap(value) ? [...value.values()].flatMap(referencesIn) : [];
}

/** Whether a part of a value, at any depth, is known only to the deployment. */
export function hasUnresolved(value: Maybe): boolean {
  if (value instanceof Unresolved) return true;
  if (value instanceof Text) return value.parts.some((part) => part instanceof Unresolved);
  if (isList(value)) return value.some(hasUnresolved);
  return isResolvedMap(value) && [...value.values()].some(hasUnresolved);
}

/** Whether two values are the same, as far as anybody can know before the deployment. */
export function same(a: Maybe, b: Maybe): boolean | undefined {
  if (a instanceof Unresolved || b instanceof Unresolved) return undefined;
  if (a instanceof Text || b instanceof Text)
    return asKey(a) === asKey(b) && !hasUnresolved(a) ? true : undefined;
  return asKey(a) === asKey(b);
}

/** A value as a text that only equal values have. */
export const asKey = (value: Maybe): string =>
  JSON.stringify(value, (_, inner: unknown) => {
    if (inner instanceof Reference) return { ref: inner.id, attribute: inner.attribute };
    return inner instanceof Map ? [...inner].sort(([a], [b]) => (a < b ? -1 : 1)) : inner;
  }) ?? '';
