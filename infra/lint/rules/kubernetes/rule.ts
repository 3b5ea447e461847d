import type { Thing } from '../../models/kubernetes/objects.ts';
import type { Workload } from '../../models/kubernetes/workloads.ts';
import type { View } from '../../parse/value-ref.ts';
import type { Rule } from '../../source.ts';

export interface Checked {
  readonly things: readonly Thing[];
  readonly workloads: readonly Workload[];
}

export type Say = (rule: Rule, at: Pick<View, 'place'>, found: string) => void;

/** Some rules and the one function that finds where they are broken. */
export interface Rules {
  readonly rules: readonly Rule[];
  readonly check: (checked: Checked, say: Say) => void;
}

/** A number that is written, or what holds when it is not; null where it cannot be known. */
export function numberOr(view: View, assumed: number): number | null {
  const number = view.number();
  return typeof number === 'number' ? number : number === 'absent' ? assumed : null;
}
