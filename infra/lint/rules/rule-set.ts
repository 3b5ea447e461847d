import type { ConfigNode } from '../parse/config-node.ts';
import type { Rule } from '../types.ts';

/** Reports a broken rule at a node. `fix` is given when it is more specific than the rule's. */
export type ReportViolation = (
  rule: Rule,
  at: Pick<ConfigNode, 'place'>,
  message: string,
  fix?: string,
) => void;

/** Rules, and the function that checks all of them. */
export interface RuleSet<Context> {
  readonly rules: readonly Rule[];
  readonly check: (context: Context, report: ReportViolation) => void;
}
