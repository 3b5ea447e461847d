import type { Place } from '../source.ts';
import { isList, isResolvedMap, type Maybe, Reference, referencesIn, Text, Unresolved } from './resolved.ts';

/** Says where a path of a resource stands, and takes what could not be read there. */
export interface Surroundings {
  readonly locate: (path: readonly (string | number)[]) => Place;
  readonly skip: (place: Place, why: string) => void;
}

/** A property of a resource, or what would be one: asked for what it should be, it never fails. */
export class View {
  readonly value: Maybe;
  readonly path: readonly (string | number)[];
  readonly context: Surroundings;

  constructor(value: Maybe, path: readonly (string | number)[], context: Surroundings) {
    this.value = value;
    this.path = path;
    this.context = context;
  }

  get place(): Place {
    return this.context.locate(this.path);
  }

  get isAbsent(): boolean {
    return this.value === undefined || this.value === null;
  }

  get(...keys: readonly (string | number)[]): View {
    return keys.reduce<View>((view, key) => view.member(key), this);
  }

  private member(key: string | number): View {
    const { value, path, context: around } = this;
    return new View(memberOf(value, key), [...path, key], around);
  }

  /** `read` understands how a platform writes it beside plain digits. */
  number(read: (text: string) => number | null = () => null): number | 'absent' | 'unknown' {
    const { value } = this;
    if (this.isAbsent) return 'absent';
    const isPlain = typeof value === 'string' && /^\s*-?\d+(?:\.\d+)?\s*$/.test(value);
    const number = typeof value !== 'string' ? value : isPlain ? Number(value) : read(value);
    if (typeof number === 'number' && Number.isFinite(number) && Math.abs(number) < 1e12) return number;
    return this.skip('a number');
  }

  flag(): boolean | 'absent' | 'unknown' {
    const { value } = this;
    if (this.isAbsent) return 'absent';
    if (typeof value === 'boolean') return value;
    const word = typeof value === 'string' ? value.toLowerCase() : '';
    if (word === 'true' || word === 'false') return word === 'true';
    return this.skip('true or false');
  }

  /** Null where it is no text, or one that only a deployment knows. */
  text(): string | null {
    const { value } = this;
    if (typeof value === 'number' || typeof value === 'boolean') return String(value);
    if (typeof value === 'string') return value;
    if (!this.isAbsent && !(value instanceof Reference)) this.skip('a text');
    return null;
  }

  /** Null where it is there and no list: nobody knows what is in it. */
  items(): View[] | null {
    const { value } = this;
    if (this.isAbsent) return [];
    if (isList(value)) return value.map((_, index) => this.member(index));
    this.skip('a list');
    return null;
  }

  keys(): string[] {
    return isResolvedMap(this.value) ? [...this.value.keys()] : [];
  }

  get isMap(): boolean {
    return isResolvedMap(this.value);
  }

  /** Whether it is there, but only a deployment knows what it is. */
  get isUnresolved(): boolean {
    return this.value instanceof Unresolved || this.value instanceof Text;
  }

  /** The resources that it speaks of, to any depth. */
  references(): Reference[] {
    return referencesIn(this.value);
  }

  private skip(expected: string): 'unknown' {
    const { value } = this;
    const why =
      value instanceof Unresolved
        ? value.why
        : value instanceof Reference || value instanceof Text
          ? 'it is known at the deployment'
          : `it is not ${expected}`;
    this.context.skip(this.place, why);
    return 'unknown';
  }
}

function memberOf(value: Maybe, key: string | number): Maybe {
  if (value instanceof Unresolved) return value;
  if (isList(value)) return typeof key === 'number' ? value[key] : new Unresolved('it is not a map');
  if (isResolvedMap(value))
    return typeof key === 'string' ? value.get(key) : new Unresolved('it is not a list');
  return value === undefined || value === null ? undefined : new Unresolved('it has no parts');
}
