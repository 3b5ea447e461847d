import type { FactLookup, FactName } from '../facts.ts';
import { type Expression, evaluateExpression, referencedFacts } from './expression.ts';

export type Unit =
  | 'ms'
  | 'bytes'
  | 'MiB'
  | 'connections'
  | 'requests'
  | 'requests a second'
  | 'debates'
  | 'tasks'
  | 'addresses'
  | 'files'
  | 'hops'
  | '%'
  | '';

/** A relation between numbers that two layers hold. `id` is stable: it is what findings, audits and tests name. */
export interface Invariant {
  readonly id: string;
  /** The relation, in words. */
  readonly summary: string;
  /** What happens in production when it is broken. */
  readonly rationale: string;
  /** Who says so, or where it was measured. */
  readonly source: string;
  /** How to see it fail. */
  readonly reproduction: string;
  readonly left: Expression;
  readonly relation: '≤' | '<' | '≥' | '>' | '=';
  readonly right: Expression;
  /** Of both sides. */
  readonly unit: Unit;
  /** It applies only where this is there, and not 0; else wherever both sides are. */
  readonly when?: FactName;
}

/** How an invariant stands: with both numbers, or what is not there that it speaks of, or not known. */
export type Evaluation =
  | { readonly kind: 'holds' | 'broken'; readonly left: number; readonly right: number }
  | { readonly kind: 'not-applicable'; readonly absent: readonly FactName[] }
  | { readonly kind: 'unknown'; readonly missing: readonly FactName[] };

/** The names that an invariant speaks of, each once. */
export const factsUsedBy = ({ left, right }: Pick<Invariant, 'left' | 'right'>): FactName[] => [
  ...new Set([...referencedFacts(left), ...referencedFacts(right)]),
];

export function evaluateInvariant(invariant: Invariant, facts: FactLookup): Evaluation {
  const { when } = invariant;
  if (when !== undefined && facts(when) === undefined) return { kind: 'unknown', missing: [when] };
  if (when !== undefined && !facts(when)) return { kind: 'not-applicable', absent: [when] };
  const left = evaluateExpression(invariant.left, facts);
  const right = evaluateExpression(invariant.right, facts);
  const names = factsUsedBy(invariant);
  if (left === null || right === null)
    return { kind: 'not-applicable', absent: names.filter((name) => facts(name) === null) };
  if (left === undefined || right === undefined)
    return { kind: 'unknown', missing: names.filter((name) => facts(name) === undefined) };
  return { kind: compare(left, invariant.relation, right) ? 'holds' : 'broken', left, right };
}

function compare(left: number, relation: Invariant['relation'], right: number): boolean {
  switch (relation) {
    case '≤':
      return left <= right;
    case '<':
      return left < right;
    case '≥':
      return left >= right;
    case '>':
      return left > right;
    case '=':
      return left === right;
  }
}
