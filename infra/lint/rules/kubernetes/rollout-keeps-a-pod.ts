import { replicaRange, type Workload } from '../../models/kubernetes/workloads.ts';
import type { ConfigNode } from '../../parse/config-node.ts';
import type { DocumentedRule } from '../../types.ts';
import type { KubernetesRuleSet } from './context.ts';

const example = (strategy: string) => `apiVersion: apps/v1
kind: Deployment
metadata: { name: shop }
spec:
  replicas: 1
  strategy: { rollingUpdate: ${strategy} }
  selector: { matchLabels: { app: shop } }
  template:
    metadata: { labels: { app: shop } }
    spec:
      containers:
        - { name: shop, image: "example/shop:1", ports: [{ containerPort: 80 }] }
`;

const rolloutKeepsPod: DocumentedRule = {
  id: 'rollout-keeps-a-pod',
  severity: 'warning',
  summary: 'A rolling update keeps a pod that serves',
  rationale: 'a gap in every rollout: the last pod may be taken away before a new one is ready',
  fix: 'Set maxUnavailable to 0 and maxSurge to 1, or run more replicas.',
  source: 'https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#max-unavailable',
  fails: [{ name: 'shop.yaml', text: example('{ maxUnavailable: 1 }') }],
  passes: [{ name: 'shop.yaml', text: example('{ maxUnavailable: 0, maxSurge: 1 }') }],
};

export const rolloutKeepsPodRules: KubernetesRuleSet = {
  rules: [rolloutKeepsPod],
  check({ workloads }, report) {
    for (const workload of workloads) {
      const { object, services, containers, pod } = workload;
      const unavailable = object.node.get('spec', 'strategy', 'rollingUpdate', 'maxUnavailable');
      const serves = services.length > 0 || containers.some((one) => !one.get('ports').isAbsent);
      if (object.kind !== 'Deployment' || unavailable.isAbsent || !serves) continue;
      const pods = smallestCount(workload);
      const taken = pods === null ? null : podsTaken(unavailable, pods);
      if (pods === null || pods === 0 || taken === null || taken < pods) continue;
      const fix = usesClaim(pod)
        ? 'Its volume cannot be used by two pods at once: accept the gap, or replicate the data in a StatefulSet.'
        : undefined;
      report(rolloutKeepsPod, unavailable, `maxUnavailable is ${String(unavailable.value)} of ${pods}`, fix);
    }
  },
};

function smallestCount(workload: Workload): number | null {
  const replicas = workload.object.node.get('spec', 'replicas');
  if (workload.scaler === null && replicas.isAbsent) return 1;
  return replicaRange(workload)?.min ?? null;
}

/** A count, or a percentage rounded down. */
function podsTaken(node: ConfigNode, pods: number): number | null {
  const [, percent] = /^(\d{1,3})%$/.exec(String(node.value)) ?? [];
  if (percent !== undefined) return Math.floor((Number(percent) * pods) / 100);
  const count = node.number();
  return typeof count === 'number' ? count : null;
}

const usesClaim = (pod: ConfigNode): boolean =>
  (pod.get('volumes').items() ?? []).some((one) => !one.get('persistentVolumeClaim').isAbsent);
