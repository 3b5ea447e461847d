import { type KubernetesObject, matchesLabels, readMatchLabels } from '../../models/kubernetes/objects.ts';
import { replicaRange, type Workload } from '../../models/kubernetes/workloads.ts';
import type { ConfigNode } from '../../parse/config-node.ts';
import type { Rule } from '../../types.ts';
import type { ReportViolation } from '../rule-set.ts';
import type { KubernetesRuleSet } from './context.ts';

const budgetAllowsOne: Rule = {
  id: 'budget-allows-one',
  severity: 'warning',
  summary: 'A disruption budget allows the eviction of one pod',
  rationale: 'nodes that can never be drained: a cluster upgrade waits forever, or kills the pod anyway',
  fix: 'Set maxUnavailable to 1, and run one pod more than the minimum.',
};

const budgetAllowsOneWhenQuiet: Rule = {
  id: 'budget-allows-one-when-quiet',
  severity: 'note',
  summary: "A disruption budget allows the eviction of one pod at the scaler's minimum",
  rationale: 'nodes that cannot be drained at low load, which is when clusters are upgraded',
  fix: "Raise minReplicas above the budget's minimum, or set maxUnavailable to 1 instead.",
};

export const budgetRules: KubernetesRuleSet = {
  rules: [budgetAllowsOne, budgetAllowsOneWhenQuiet],
  check({ objects, workloads }, report) {
    for (const object of objects) {
      if (object.kind !== 'PodDisruptionBudget') continue;
      const selected = workloads.filter((workload) => selectsPods(object, workload));
      // A drain does not evict the pods of a DaemonSet.
      if (selected.length === 0 || selected.some((workload) => workload.object.kind === 'DaemonSet'))
        continue;
      checkBudget(object.node.get('spec'), selected, report);
    }
  },
};

const selectsPods = (budget: KubernetesObject, { object, labels }: Workload): boolean =>
  budget.namespace === object.namespace &&
  matchesLabels(readMatchLabels(budget.node.get('spec', 'selector')), labels) === true;

function checkBudget(spec: ConfigNode, selected: readonly Workload[], report: ReportViolation): void {
  const [min, maxUnavailable] = [spec.get('minAvailable'), spec.get('maxUnavailable')];
  if (!maxUnavailable.isAbsent && /^0%?$/.test(String(maxUnavailable.value)))
    report(budgetAllowsOne, maxUnavailable, `maxUnavailable is ${String(maxUnavailable.value)}`);
  if (min.isAbsent) return;
  const pods = totalReplicas(selected);
  if (String(min.value) === '100%') {
    report(budgetAllowsOne, min, 'minAvailable is 100%');
    return;
  }
  if (pods === null || pods.max === 0) return;
  const [maxRequired, minRequired] = [requiredPods(min, pods.max), requiredPods(min, pods.min)];
  if (maxRequired !== null && maxRequired >= pods.max)
    report(
      budgetAllowsOne,
      min,
      `${maxRequired} of ${pods.max} ${pods.max === 1 ? 'pod' : 'pods'} must stay available`,
    );
  else if (minRequired !== null && pods.min > 0 && minRequired >= pods.min)
    report(
      budgetAllowsOneWhenQuiet,
      min,
      `${minRequired} must stay available, and the scaler's minimum is ${pods.min}`,
    );
}

/** The number of pods that the budget requires: a count, or a percentage rounded up. */
function requiredPods(min: ConfigNode, pods: number): number | null {
  const [, percent] = /^(\d{1,3})%$/.exec(String(min.value)) ?? [];
  const needed = percent === undefined ? min.number() : Math.ceil((Number(percent) * pods) / 100);
  return typeof needed === 'number' ? needed : null;
}

/** The replicas of all selected workloads together; null when one of them is unknown. */
function totalReplicas(selected: readonly Workload[]): { readonly min: number; readonly max: number } | null {
  const all = selected.map(replicaRange).filter((pods) => pods !== null);
  if (all.length < selected.length) return null;
  const sum = (key: 'min' | 'max') => all.reduce((total, pods) => total + pods[key], 0);
  return { min: sum('min'), max: sum('max') };
}
