import { kubernetesRule } from '../../../rule.ts';
import { allContainers, isPortName, probePorts, readPortNames } from './port-names.ts';

export const probePortIsThere = kubernetesRule({
  id: 'probe-port-is-there',
  severity: 'error',
  summary: 'The port of a probe is a port of its container',
  rationale:
    'pods that never become ready, or a hung pod that is not restarted: the kubelet does not find the port',
  fix: 'Give the container port that name, or use its number.',
  source:
    'https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/',
  check(model, report) {
    for (const container of allContainers(model)) {
      // A container without an image is part of a patch: its ports are elsewhere.
      const names = container.get('image').isAbsent ? null : readPortNames(container);
      for (const port of probePorts(container).filter(isPortName))
        if (names !== null && !names.includes(String(port.value)))
          report(
            port,
            `it is ${String(port.value)}, and the container has ${names.join(', ') || 'no named port'}`,
          );
    }
  },
});
