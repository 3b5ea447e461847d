import type { KubernetesObject } from '../../models/kubernetes/objects.ts';
import type { Workload } from '../../models/kubernetes/workloads.ts';
import type { ConfigNode } from '../../parse/config-node.ts';
import type { RuleSet } from '../rule-set.ts';

export type KubernetesRuleSet = RuleSet<{
  readonly objects: readonly KubernetesObject[];
  readonly workloads: readonly Workload[];
}>;

/** A number, or its default when absent; null when it is unknown. */
export function numberOr(node: ConfigNode, defaultValue: number): number | null {
  const number = node.number();
  return typeof number === 'number' ? number : number === 'absent' ? defaultValue : null;
}
