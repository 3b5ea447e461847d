import { podCount, replicaRange, type Workload } from '../../../models/kubernetes/workloads.ts';
import type { ConfigNode } from '../../../parse/config-node.ts';
import { kubernetesRule } from '../../../rule.ts';

export const rolloutKeepsPod = kubernetesRule({
  id: 'rollout-keeps-a-pod',
  severity: 'warning',
  summary: 'A rolling update keeps a pod that serves',
  rationale: 'a gap in every rollout: the last pod may be taken away before a new one is ready',
  fix: 'Set maxUnavailable to 0 and maxSurge to 1, or run more replicas.',
  source: 'https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#max-unavailable',
  check({ workloads }, report) {
    for (const workload of workloads) {
      const { object, services, containers, pod } = workload;
      const unavailable = object.node.get('spec', 'strategy', 'rollingUpdate', 'maxUnavailable');
      const serves = services.length > 0 || containers.some((one) => !one.get('ports').isAbsent);
      if (object.kind !== 'Deployment' || unavailable.isAbsent || !serves) continue;
      const pods = smallestCount(workload);
      const taken = pods === null ? null : podCount(unavailable, pods, Math.floor);
      if (pods === null || pods === 0 || taken === null || taken < pods) continue;
      const fix = usesClaim(pod)
        ? 'Its volume cannot be used by two pods at once: accept the gap, or replicate the data in a StatefulSet.'
        : undefined;
      report(unavailable, `maxUnavailable is ${String(unavailable.value)} of ${pods}`, fix);
    }
  },
});

function smallestCount(workload: Workload): number | null {
  const replicas = workload.object.node.get('spec', 'replicas');
  return workload.scaler === null && replicas.isAbsent ? 1 : (replicaRange(workload)?.min ?? null);
}

const usesClaim = (pod: ConfigNode): boolean =>
  pod
    .get('volumes')
    .list()
    .some((one) => !one.get('persistentVolumeClaim').isAbsent);
