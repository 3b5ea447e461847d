import type { Contract } from './contract.ts';
import { edgeInvariants } from './edge-invariants.ts';
import { processInvariants } from './process-invariants.ts';
import type { Invariant, Sides, Term } from './relation.ts';

export const invariants: readonly Invariant[] = [...edgeInvariants, ...processInvariants];

export interface Finding extends Sides {
  readonly invariant: Invariant;
}

/** Every invariant that applies, with both sides as they stand. */
export function check(contract: Contract): Finding[] {
  return invariants.flatMap((invariant) => {
    const sides = invariant.sides(contract);
    return sides ? [{ invariant, ...sides }] : [];
  });
}

/** The findings that do not hold, or an empty list. */
export const broken = (contract: Contract): Finding[] => check(contract).filter((finding) => !finding.holds);

/** A finding in one line, for a log or an error: its id, both numbers, and what it prevents. */
export function inWords({ invariant, left, relation, right, holds }: Finding): string {
  const side = ({ name, value, unit }: Term) => `${name} (${value} ${unit})`;
  const verdict = holds ? 'holds' : 'is broken';
  return `${invariant.id} ${verdict}: ${side(left)} ${relation} ${side(right)}; it prevents ${invariant.prevents}`;
}
