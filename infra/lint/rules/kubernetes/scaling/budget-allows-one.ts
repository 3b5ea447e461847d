import { kubernetesRule } from '../../../rule.ts';
import { collectBudgets } from './required-pods.ts';

export const budgetAllowsOne = kubernetesRule({
  id: 'budget-allows-one',
  severity: 'warning',
  summary: 'A disruption budget allows the eviction of one pod',
  rationale: 'nodes that can never be drained: a cluster upgrade waits forever, or kills the pod anyway',
  fix: 'Set maxUnavailable to 1, and run one pod more than the minimum.',
  source: 'https://kubernetes.io/docs/tasks/run-application/configure-pdb/',
  check(model, report) {
    for (const { spec, pods, required } of collectBudgets(model)) {
      const [min, unavailable] = [spec.get('minAvailable'), spec.get('maxUnavailable')];
      if (/^0%?$/.test(String(unavailable.value)))
        report(unavailable, `maxUnavailable is ${String(unavailable.value)}`);
      const needed = pods === null || pods.max === 0 || min.isAbsent ? null : required(pods.max);
      if (String(min.value) === '100%') report(min, 'minAvailable is 100%');
      else if (pods !== null && needed !== null && needed >= pods.max)
        report(min, `${needed} of ${pods.max} ${pods.max === 1 ? 'pod' : 'pods'} must stay available`);
    }
  },
});
