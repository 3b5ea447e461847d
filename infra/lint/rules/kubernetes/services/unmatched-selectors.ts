import {
  type KubernetesObject,
  matchesLabels,
  readLabels,
  readMatchLabels,
} from '../../../models/kubernetes/objects.ts';
import {
  collectPodTemplates,
  hasOperatorKinds,
  isService,
  mayShareNamespace,
} from '../../../models/kubernetes/pods.ts';
import type { ConfigNode } from '../../../parse/config-node.ts';

/** Labels that controllers add to pods: no file has them. */
const controllerLabels = new RegExp(
  '^(?:(?:batch\\.kubernetes\\.io/)?(?:job-name|job-completion-index|controller-uid)|controller-revision-hash|' +
    'pod-template-hash|statefulset\\.kubernetes\\.io/pod-name|apps\\.kubernetes\\.io/pod-index)$',
);

/** A selector that matches no pod of the files. */
export interface UnmatchedSelector {
  readonly node: ConfigNode;
  readonly text: string;
  /** The workload with the same name, whose pods it is meant for. */
  readonly namesake: KubernetesObject | null;
}

export function collectUnmatchedSelectors(objects: readonly KubernetesObject[]): UnmatchedSelector[] {
  // An operator may create pods that the files do not show.
  if (hasOperatorKinds(objects)) return [];
  const all = collectPodTemplates(objects);
  return objects.flatMap((object): UnmatchedSelector[] => {
    const node = findSelector(object);
    const labels = node === null ? null : isService(object) ? readLabels(node) : readMatchLabels(node);
    if (node === null || labels === null) return [];
    const wanted = new Map([...labels].filter(([key]) => !controllerLabels.test(key)));
    const neighbours = all.filter((pods) => mayShareNamespace(pods.owner, object));
    // Pods without labels are part of a patch: another file adds them.
    const mayMatch = neighbours.some(
      (pods) => !pods.labels?.size || matchesLabels(wanted, pods.labels) !== false,
    );
    if (neighbours.length === 0 || mayMatch) return [];
    const namesake = neighbours.find((pods) => pods.owner.name === object.name)?.owner ?? null;
    const text = [...wanted].map(([key, value]) => `${key}: ${value}`).join(', ');
    return [{ node, namesake, text: `it selects ${text}` }];
  });
}

function findSelector(object: KubernetesObject): ConfigNode | null {
  const spec = object.node.get('spec');
  if (isService(object)) return spec.get('type').value === 'ExternalName' ? null : spec.get('selector');
  if (object.kind === 'PodDisruptionBudget') return spec.get('selector');
  return object.kind === 'NetworkPolicy' ? spec.get('podSelector') : null;
}
