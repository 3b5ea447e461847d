import { kubernetesRule } from '../../../rule.ts';

export const livenessSucceedsOnce = kubernetesRule({
  id: 'liveness-succeeds-once',
  severity: 'error',
  summary: 'A liveness or startup probe has a successThreshold of 1',
  rationale: 'an object that the API rejects',
  fix: 'Remove successThreshold; only readiness probes may have one above 1.',
  source:
    'https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/',
  check({ containers }, report) {
    for (const { kind, probe } of containers.flatMap(({ probes }) => probes)) {
      const node = probe.get('successThreshold');
      const successes = kind === 'readinessProbe' ? 1 : node.numberOr(1);
      if (successes !== null && successes !== 1) report(node, `it is ${successes}`);
    }
  },
});
