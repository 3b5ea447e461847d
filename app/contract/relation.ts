import type { Contract } from './contract.ts';

/** A relation between numbers that two layers hold. `id` is stable: it is what findings, audits and tests name. */
export interface Invariant {
  readonly id: string;
  /** The relation, in words. */
  readonly says: string;
  /** What happens in production when it is broken. */
  readonly prevents: string;
  /** Both sides as they stand and whether the relation holds; null where it does not apply, see `applies`. */
  readonly sides: (contract: Contract) => Sides | null;
  /** When the relation applies, for those that do not always. */
  readonly applies?: string;
}

export interface Sides {
  readonly left: Term;
  readonly relation: '≤' | '<' | '≥' | '>';
  readonly right: Term;
  readonly holds: boolean;
}

/** A number of the contract, or one that follows from some: `name` says which. */
export interface Term {
  readonly name: string;
  readonly value: number;
  readonly unit: 'ms' | 'bytes' | 'debates';
}

export const ms = (name: string, value: number): Term => ({ name, value, unit: 'ms' });
export const bytes = (name: string, value: number): Term => ({ name, value, unit: 'bytes' });
export const debates = (name: string, value: number): Term => ({ name, value, unit: 'debates' });

export const atMost = (left: Term, right: Term): Sides => ({
  left,
  relation: '≤',
  right,
  holds: left.value <= right.value,
});

export const below = (left: Term, right: Term): Sides => ({
  left,
  relation: '<',
  right,
  holds: left.value < right.value,
});

export const atLeast = (left: Term, right: Term): Sides => ({
  left,
  relation: '≥',
  right,
  holds: left.value >= right.value,
});

export const above = (left: Term, right: Term): Sides => ({
  left,
  relation: '>',
  right,
  holds: left.value > right.value,
});
