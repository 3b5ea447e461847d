import type { SourceLocation } from '../types.ts';
import {
  isList,
  isResolvedMap,
  type MaybeResolved,
  PartialText,
  Reference,
  referencesIn,
  Unresolved,
} from './resolved.ts';

/** Maps paths of a resource to source locations, and records what could not be read. */
export interface NodeContext {
  readonly locate: (path: readonly (string | number)[]) => SourceLocation;
  readonly skip: (place: SourceLocation, reason: string) => void;
}

/** A property of a resource, present or not. Reading it never throws: an unexpected value is recorded as skipped. */
export class ConfigNode {
  readonly value: MaybeResolved;
  readonly path: readonly (string | number)[];
  readonly context: NodeContext;

  constructor(value: MaybeResolved, path: readonly (string | number)[], context: NodeContext) {
    this.value = value;
    this.path = path;
    this.context = context;
  }

  get place(): SourceLocation {
    return this.context.locate(this.path);
  }

  get isAbsent(): boolean {
    return this.value === undefined || this.value === null;
  }

  get(...keys: readonly (string | number)[]): ConfigNode {
    return keys.reduce<ConfigNode>((node, key) => node.member(key), this);
  }

  private member(key: string | number): ConfigNode {
    const { value, path, context } = this;
    return new ConfigNode(memberOf(value, key), [...path, key], context);
  }

  /** `parse` reads the platform's notation when it is not plain digits. */
  number(parse: (text: string) => number | null = () => null): number | 'absent' | 'unknown' {
    const { value } = this;
    if (this.isAbsent) return 'absent';
    const isPlain = typeof value === 'string' && /^\s*-?\d+(?:\.\d+)?\s*$/.test(value);
    const number = typeof value !== 'string' ? value : isPlain ? Number(value) : parse(value);
    if (typeof number === 'number' && Number.isFinite(number) && Math.abs(number) < 1e12) return number;
    return this.skipValue('a number');
  }

  /** A number, or its default when absent; null when it is unknown. */
  numberOr(defaultValue: number): number | null {
    const number = this.number();
    return typeof number === 'number' ? number : number === 'absent' ? defaultValue : null;
  }

  /** A known number outside a range; null for any other value. */
  outside(min: number, max: number): number | null {
    const number = this.number();
    return typeof number === 'number' && (number < min || number > max) ? number : null;
  }

  flag(): boolean | 'absent' | 'unknown' {
    const { value } = this;
    if (this.isAbsent) return 'absent';
    if (typeof value === 'boolean') return value;
    const word = typeof value === 'string' ? value.toLowerCase() : '';
    if (word === 'true' || word === 'false') return word === 'true';
    return this.skipValue('true or false');
  }

  /** Null when it is not a string, or is known only at deployment. */
  text(): string | null {
    const { value } = this;
    if (typeof value === 'number' || typeof value === 'boolean') return String(value);
    if (typeof value === 'string') return value;
    if (!this.isAbsent && !(value instanceof Reference)) this.skipValue('a string');
    return null;
  }

  /** Empty when absent; null when it is not a list. */
  items(): ConfigNode[] | null {
    const { value } = this;
    if (this.isAbsent) return [];
    if (isList(value)) return value.map((_, index) => this.member(index));
    this.skipValue('a list');
    return null;
  }

  /** Empty for anything but a list. */
  list(): ConfigNode[] {
    return this.items() ?? [];
  }

  /** Empty for anything but a literal string. */
  string(): string {
    return typeof this.value === 'string' ? this.value : '';
  }

  keys(): string[] {
    return isResolvedMap(this.value) ? [...this.value.keys()] : [];
  }

  get isMap(): boolean {
    return isResolvedMap(this.value);
  }

  /** Whether it is present, but known only at deployment. */
  get isUnresolved(): boolean {
    return this.value instanceof Unresolved || this.value instanceof PartialText;
  }

  /** Every reference in it, at any depth. */
  references(): Reference[] {
    return referencesIn(this.value);
  }

  refersTo(id: string): boolean {
    return this.references().some((reference) => reference.id === id);
  }

  /** Records that it cannot be used. */
  skip(reason: string): null {
    this.context.skip(this.place, reason);
    return null;
  }

  private skipValue(expected: string): 'unknown' {
    const { value } = this;
    const reason =
      value instanceof Unresolved
        ? value.reason
        : value instanceof Reference || value instanceof PartialText
          ? 'it is known only at deployment'
          : typeof value === 'string' && /\$\{|\{\{/.test(value)
            ? 'it is a placeholder that another tool fills in'
            : `it is not ${expected}`;
    this.skip(reason);
    return 'unknown';
  }
}

function memberOf(value: MaybeResolved, key: string | number): MaybeResolved {
  if (value instanceof Unresolved) return value;
  if (isList(value)) return typeof key === 'number' ? value[key] : new Unresolved('it is not a map');
  if (isResolvedMap(value))
    return typeof key === 'string' ? value.get(key) : new Unresolved('it is not a list');
  return value === undefined || value === null ? undefined : new Unresolved('it has no parts');
}
