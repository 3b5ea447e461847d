import { canonicalKey } from '../../parse/resolved.ts';
import type { DocumentedRule } from '../../types.ts';
import { type KubernetesRuleSet, numberOr } from './context.ts';

const example = (failures: number) => `apiVersion: apps/v1
kind: Deployment
metadata: { name: shop }
spec:
  selector: { matchLabels: { app: shop } }
  template:
    metadata: { labels: { app: shop } }
    spec:
      containers:
        - name: shop
          image: example/shop:1
          livenessProbe: { httpGet: { path: /health, port: 80 }, failureThreshold: ${failures} }
          readinessProbe: { httpGet: { path: /health, port: 80 }, failureThreshold: 3 }
`;

const probesDiffer: DocumentedRule = {
  id: 'probes-differ',
  severity: 'note',
  summary: 'The liveness probe fails later than the readiness probe, or asks something else',
  rationale:
    'restarts where a pause would be enough: a pod that is busy for a moment is killed with its requests',
  fix: 'Raise failureThreshold of the liveness probe, or let it ask only whether the process answers.',
  source: 'https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/',
  fails: [{ name: 'shop.yaml', text: example(3) }],
  passes: [{ name: 'shop.yaml', text: example(10) }],
};

const handlers = ['httpGet', 'tcpSocket', 'exec', 'grpc'];

export const probeRules: KubernetesRuleSet = {
  rules: [probesDiffer],
  check({ workloads }, report) {
    for (const container of workloads.flatMap(({ containers }) => containers)) {
      const [live, ready] = [container.get('livenessProbe'), container.get('readinessProbe')];
      if (!live.isMap || !ready.isMap) continue;
      const [liveHandler, readyHandler] = [live, ready].map((probe) =>
        handlers.map((key) => canonicalKey(probe.get(key).value)).join(),
      );
      const [liveSeconds, readySeconds] = [live, ready].map((probe) => {
        const [period, failures] = [
          numberOr(probe.get('periodSeconds'), 10),
          numberOr(probe.get('failureThreshold'), 3),
        ];
        return period === null || failures === null ? null : period * failures;
      });
      if (liveHandler !== readyHandler || liveSeconds == null || readySeconds == null) continue;
      if (liveSeconds <= readySeconds)
        report(
          probesDiffer,
          live,
          `both ask the same, and it gives up after ${liveSeconds} s, readiness after ${readySeconds} s`,
        );
    }
  },
};
