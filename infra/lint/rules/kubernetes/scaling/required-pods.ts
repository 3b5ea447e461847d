import { matchesLabels, readMatchLabels } from '../../../models/kubernetes/objects.ts';
import {
  type KubernetesModel,
  podCount,
  type ReplicaRange,
  replicaRange,
} from '../../../models/kubernetes/workloads.ts';
import type { ConfigNode } from '../../../parse/config-node.ts';

/** A disruption budget that selects pods of the files. */
export interface Budget {
  readonly spec: ConfigNode;
  /** The number of pods of all selected workloads together; null when one of them is unknown. */
  readonly pods: ReplicaRange | null;
  /** The pods that minAvailable requires of a number of pods. */
  readonly required: (pods: number) => number | null;
}

export const collectBudgets = ({ objects, workloads }: KubernetesModel): Budget[] =>
  objects.flatMap((budget): Budget[] => {
    if (budget.kind !== 'PodDisruptionBudget') return [];
    const spec = budget.node.get('spec');
    const selector = readMatchLabels(spec.get('selector'));
    const selected = workloads.filter(
      ({ object, labels }) =>
        object.namespace === budget.namespace && matchesLabels(selector, labels) === true,
    );
    // A drain does not evict the pods of a DaemonSet.
    if (selected.length === 0 || selected.some(({ object }) => object.kind === 'DaemonSet')) return [];
    const ranges = selected.map(replicaRange).filter((range) => range !== null);
    const sum = (key: 'min' | 'max') => ranges.reduce((total, range) => total + range[key], 0);
    return [
      {
        spec,
        pods: ranges.length < selected.length ? null : { min: sum('min'), max: sum('max') },
        required: (pods) => podCount(spec.get('minAvailable'), pods, Math.ceil),
      },
    ];
  });
