import { kubernetesRule } from '../../../rule.ts';
import { collectBudgets } from './required-pods.ts';

export const budgetAllowsOneWhenQuiet = kubernetesRule({
  id: 'budget-allows-one-when-quiet',
  severity: 'note',
  summary: "A disruption budget allows the eviction of one pod at the scaler's minimum",
  rationale: 'nodes that cannot be drained at low load, which is when clusters are upgraded',
  fix: "Raise minReplicas above the budget's minimum, or set maxUnavailable to 1 instead.",
  source: 'https://kubernetes.io/docs/tasks/run-application/configure-pdb/',
  check(model, report) {
    for (const { spec, pods, required } of collectBudgets(model)) {
      const min = spec.get('minAvailable');
      if (min.isAbsent || String(min.value) === '100%' || pods === null || pods.min === 0) continue;
      const [atMost, atLeast] = [required(pods.max), required(pods.min)];
      if (atLeast !== null && atLeast >= pods.min && !(atMost !== null && atMost >= pods.max))
        report(min, `${atLeast} must stay available, and the scaler's minimum is ${pods.min}`);
    }
  },
});
