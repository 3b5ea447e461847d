import { kubernetesRule } from '../../../rule.ts';

export const probeWithinPeriod = kubernetesRule({
  id: 'probe-gives-up-within-period',
  severity: 'note',
  summary: 'A probe times out before the next one is due',
  rationale: 'a hung process that is detected later than periodSeconds and failureThreshold suggest',
  fix: 'Lower timeoutSeconds, if the probe answers faster; keep it, if slow answers are normal.',
  source:
    'https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/',
  check({ containers }, report) {
    for (const { probe } of containers.flatMap(({ probes }) => probes)) {
      const node = probe.get('timeoutSeconds');
      const [timeout, period] = [node.numberOr(1), probe.get('periodSeconds').numberOr(10)];
      if (timeout !== null && period !== null && timeout > period)
        report(node, `the timeout is ${timeout} s, and the period ${period} s`);
    }
  },
});
