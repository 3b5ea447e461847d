import { readTermination } from '../../../models/kubernetes/termination.ts';
import { kubernetesRule } from '../../../rule.ts';

export const preStopWithinGrace = kubernetesRule({
  id: 'pre-stop-within-grace',
  severity: 'warning',
  summary: 'preStop leaves the program time to stop',
  rationale: 'SIGKILL at every stop: SIGTERM arrives when the grace period is over, and nothing is drained',
  fix: 'Raise terminationGracePeriodSeconds above the sum of preStop and the drain.',
  source: 'https://kubernetes.io/docs/concepts/containers/container-lifecycle-hooks/#hook-handler-execution',
  check({ containers }, report) {
    for (const { pod, container } of containers) {
      const termination = readTermination(pod, container);
      if (!termination?.preStopSeconds || termination.preStopSeconds < termination.graceSeconds) continue;
      const { preStopNode, preStopSeconds, graceSeconds, isDefault } = termination;
      report(
        preStopNode,
        `preStop takes ${preStopSeconds} s of ${graceSeconds} s${isDefault ? ' (default)' : ''}`,
      );
    }
  },
});
