import { replicaRange } from '../../../models/kubernetes/workloads.ts';
import { kubernetesRule } from '../../../rule.ts';

export const scalerKnowsReplicas = kubernetesRule({
  id: 'scaler-knows-replicas',
  severity: 'note',
  summary: 'The replicas of a scaled workload are in the range of its scaler',
  rationale: 'pods that are started or stopped at every apply, and then stopped or started again',
  fix: 'Remove replicas from the workload: the scaler sets it.',
  source: 'https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#replicas',
  check({ workloads }, report) {
    for (const workload of workloads) {
      const node = workload.object.node.get('spec', 'replicas');
      const [replicas, range] = [node.number(), replicaRange(workload)];
      // With 0 replicas the scaler is disabled.
      if (workload.scaler === null || range === null || typeof replicas !== 'number' || replicas === 0)
        continue;
      if (range.min <= range.max && (replicas < range.min || replicas > range.max))
        report(node, `replicas is ${replicas}, and the scaler's range ${range.min} to ${range.max}`);
    }
  },
});
