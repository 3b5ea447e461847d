import type { Deployment } from '../../models/cloudformation/deployment.ts';
import type { ConfigNode } from '../../parse/config-node.ts';
import type { RequestPath } from '../../types.ts';
import type { RuleSet } from '../rule-set.ts';

export type CloudFormationRuleSet = RuleSet<{
  readonly deployment: Deployment;
  readonly requestPaths: readonly RequestPath[];
}>;

/** A known number outside the range; null for any other value. */
export function outOfRange(node: ConfigNode, min: number, max: number): number | null {
  const number = node.number();
  return typeof number === 'number' && (number < min || number > max) ? number : null;
}
