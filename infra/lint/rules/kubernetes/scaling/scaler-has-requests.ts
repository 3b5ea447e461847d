import type { ConfigNode } from '../../../parse/config-node.ts';
import { kubernetesRule } from '../../../rule.ts';

/** Requests default to the limits, and may be set for the whole pod or by a LimitRange. */
export const scalerHasRequests = kubernetesRule({
  id: 'scaler-has-requests',
  severity: 'warning',
  summary: 'With scaling by utilization, every container requests the resource',
  rationale: 'a scaler that never scales: without requests there is no utilization',
  fix: 'Set resources.requests for every container.',
  source: 'https://kubernetes.io/docs/concepts/workloads/autoscaling/horizontal-pod-autoscale/',
  check({ objects, workloads }, report) {
    if (objects.some(({ kind }) => kind === 'LimitRange')) return;
    for (const { scaler, containers, pod } of workloads) {
      if (scaler === null || !pod.get('resources').isAbsent) continue;
      for (const { resource, containerName } of readUtilizationTargets(scaler.node)) {
        const bare = containers.find(
          (container) =>
            (containerName === null || container.get('name').value === containerName) &&
            ['requests', 'limits'].every((of) => container.get('resources', of, resource).isAbsent),
        );
        if (bare) report(bare, `the scaler uses ${resource}, and it requests none`);
      }
    }
  },
});

interface UtilizationTarget {
  readonly resource: string;
  /** Null for all containers. */
  readonly containerName: string | null;
}

/** Without metrics it is the CPU. */
function readUtilizationTargets(scaler: ConfigNode): UtilizationTarget[] {
  const metrics = scaler.get('spec', 'metrics');
  if (metrics.isAbsent) {
    const annotations = scaler.get('metadata', 'annotations').keys();
    const isByAnnotation = annotations.some((key) => key.startsWith('autoscaling.alpha.kubernetes.io/'));
    return isByAnnotation ? [] : [{ resource: 'cpu', containerName: null }];
  }
  return metrics
    .list()
    .flatMap((metric) => [metric.get('resource'), metric.get('containerResource')])
    .filter((one) => one.get('target', 'type').value === 'Utilization' && one.get('name').string() !== '')
    .map((one) => ({
      resource: one.get('name').string(),
      containerName: one.get('container').string() || null,
    }));
}
