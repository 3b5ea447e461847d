import type { Contract } from './contract.ts';
import { type Expression, inSigns } from './expression.ts';
import { factsOf } from './facts.ts';
import { callers } from './invariants/callers.ts';
import { capacity } from './invariants/capacity.ts';
import { deadlines } from './invariants/deadlines.ts';
import { drain } from './invariants/drain.ts';
import { functions } from './invariants/function.ts';
import { health } from './invariants/health.ts';
import { reuse } from './invariants/reuse.ts';
import { rollout } from './invariants/rollout.ts';
import { supervisor } from './invariants/supervisor.ts';
import { work } from './invariants/work.ts';
import { type Invariant, type Standing, standing } from './relation.ts';

/** Every relation between two numbers; what is no number stands in invariants/structural.ts. */
export const invariants: readonly Invariant[] = [
  ...reuse,
  ...deadlines,
  ...drain,
  ...health,
  ...rollout,
  ...capacity,
  ...callers,
  ...functions,
  ...work,
  ...supervisor,
];

export interface Finding {
  readonly invariant: Invariant;
  readonly standing: Standing;
}

/** How every invariant stands. */
export function check(contract: Contract): Finding[] {
  const facts = factsOf(contract);
  return invariants.map((invariant) => ({ invariant, standing: standing(invariant, facts) }));
}

/** The findings that do not hold, or an empty list. */
export const broken = (contract: Contract): Finding[] =>
  check(contract).filter((finding) => finding.standing.kind === 'broken');

/** A finding in one line, for a log or an error: its id, both numbers, and what it prevents. */
export function inWords({ invariant, standing: found }: Finding): string {
  const { id, left, relation, right, unit, prevents } = invariant;
  const side = (expression: Expression, value: number) => `${inSigns(expression)} (${value} ${unit})`;
  switch (found.kind) {
    case 'holds':
    case 'broken': {
      const verdict = found.kind === 'holds' ? 'holds' : 'is broken';
      const sides = `${side(left, found.left)} ${relation} ${side(right, found.right)}`;
      return `${id} ${verdict}: ${sides}; it prevents ${prevents}`;
    }
    case 'free':
      return `${id} does not apply: there is no ${found.absent.join(', ')}`;
    case 'unknown':
      return `${id} is unknown: nothing says ${found.missing.join(', ')}`;
  }
}
