import type { KubernetesObject } from '../../../models/kubernetes/objects.ts';
import type { ConfigNode } from '../../../parse/config-node.ts';

interface ScalerTarget {
  readonly scaler: KubernetesObject;
  readonly node: ConfigNode;
  readonly kind: string;
  readonly name: string;
}

/** The target of a scaler when it is a workload with a literal name. */
export function scalerTarget(scaler: KubernetesObject): ScalerTarget[] {
  const node = scaler.node.get('spec', 'scaleTargetRef');
  const [kind, name] = [node.get('kind').string(), node.get('name').string()];
  const isWorkload = /^(?:Deployment|StatefulSet|ReplicaSet)$/.test(kind);
  return isWorkload && /^[a-z0-9.-]+$/.test(name) ? [{ scaler, node, kind, name }] : [];
}
