import type { Deployment } from '../../models/cloudformation/deployment.ts';
import type { View } from '../../parse/value-ref.ts';
import type { Rule, Way } from '../../source.ts';

/** What rules are checked on. */
export interface Checked {
  readonly deployment: Deployment;
  readonly ways: readonly Way[];
}

/** `fix`: where there is more to say than the rule does. */
export type Say = (rule: Rule, at: Pick<View, 'place'>, found: string, fix?: string) => void;

/** Some rules and the one function that finds where they are broken. */
export interface Rules {
  readonly rules: readonly Rule[];
  readonly check: (checked: Checked, say: Say) => void;
}

/** A number that is known, and lies outside of what the platform takes. */
export function outside(view: View, min: number, max: number): number | null {
  const number = view.number();
  return typeof number === 'number' && (number < min || number > max) ? number : null;
}
