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

/** A relation between numbers of two layers. `id` is stable: findings, audits and tests refer to it. */
export interface Invariant {
  readonly id: string;
  readonly summary: string;
  /** The failure in production that it prevents. */
  readonly rationale: string;
  /** Documentation, bug report or measurement. */
  readonly source: string;
  /** Steps that show the failure. */
  readonly reproduction: string;
  readonly left: Expression;
  readonly relation: '≤' | '<' | '≥' | '>' | '=';
  readonly right: Expression;
  /** Of both sides. */
  readonly unit: Unit;
  /** Applies only if this fact exists and is not 0; without it, if both sides exist. */
  readonly when?: FactName;
}

/** The result: both numbers, or the absent layers, or the unknown facts. */
export type Evaluation =
  | { readonly kind: 'holds' | 'broken'; readonly left: number; readonly right: number }
  | { readonly kind: 'not-applicable'; readonly absent: readonly FactName[] }
  | { readonly kind: 'unknown'; readonly missing: readonly FactName[] };

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
