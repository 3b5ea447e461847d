import { kubernetesRule } from '../../../rule.ts';

const secondsMax = 2;

export const graceHasTime = kubernetesRule({
  id: 'grace-has-time',
  severity: 'warning',
  summary: 'A pod has time to stop',
  rationale: 'SIGKILL in the middle of its work, at every rollout, drain and scale-in',
  fix: 'Remove terminationGracePeriodSeconds (the default is 30 s), or set it to the longest time that stopping takes.',
  source: 'https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination',
  check({ workloads }, report) {
    for (const { pod, containers } of workloads) {
      const node = pod.get('terminationGracePeriodSeconds');
      const seconds = node.number();
      if (typeof seconds !== 'number' || seconds > secondsMax) continue;
      const hasHook = containers.some((container) => !container.get('lifecycle', 'preStop').isAbsent);
      const killed = seconds === 0 ? 'SIGKILL comes at once' : `SIGKILL comes after ${seconds} s`;
      report(node, `it is ${seconds}: ${killed}${hasHook ? ', before the preStop hook has ended' : ''}`);
    }
  },
});
