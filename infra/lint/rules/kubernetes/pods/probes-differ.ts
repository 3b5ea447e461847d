import type { ConfigNode } from '../../../parse/config-node.ts';
import { canonicalKey } from '../../../parse/resolved.ts';
import { kubernetesRule } from '../../../rule.ts';

export const probesDiffer = kubernetesRule({
  id: 'probes-differ',
  severity: 'note',
  summary: 'The liveness probe fails later than the readiness probe, or asks something else',
  rationale:
    'restarts where a pause would be enough: a pod that is busy for a moment is killed with its requests',
  fix: 'Raise failureThreshold of the liveness probe, or let it ask only whether the process answers.',
  source: 'https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/',
  check({ workloads }, report) {
    for (const container of workloads.flatMap(({ containers }) => containers)) {
      const [live, ready] = [container.get('livenessProbe'), container.get('readinessProbe')];
      if (!live.isMap || !ready.isMap || handlerKey(live) !== handlerKey(ready)) continue;
      const [liveSeconds, readySeconds] = [secondsToFail(live), secondsToFail(ready)];
      if (liveSeconds !== null && readySeconds !== null && liveSeconds <= readySeconds)
        report(
          live,
          `both ask the same, and it gives up after ${liveSeconds} s, readiness after ${readySeconds} s`,
        );
    }
  },
});

const handlerKey = (probe: ConfigNode): string =>
  ['httpGet', 'tcpSocket', 'exec', 'grpc'].map((key) => canonicalKey(probe.get(key).value)).join();

function secondsToFail(probe: ConfigNode): number | null {
  const [period, failures] = [
    probe.get('periodSeconds').numberOr(10),
    probe.get('failureThreshold').numberOr(3),
  ];
  return period === null || failures === null ? null : period * failures;
}
