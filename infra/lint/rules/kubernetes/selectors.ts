import {
  type KubernetesObject,
  matchesLabels,
  readLabels,
  readMatchLabels,
} from '../../models/kubernetes/objects.ts';
import {
  collectPodTemplates,
  hasOperatorKinds,
  isService,
  mayShareNamespace,
} from '../../models/kubernetes/pods.ts';
import type { ConfigNode } from '../../parse/config-node.ts';
import type { Rule } from '../../types.ts';
import type { KubernetesRuleSet } from './context.ts';

const selectorMatchesPods: Rule = {
  id: 'selector-chooses-pods',
  severity: 'note',
  summary: 'A selector matches some of the pods in the files',
  rationale:
    'a Service without endpoints, or a budget or policy without effect, unless another file has the pods',
  fix: 'Copy the labels of the pods into the selector, or audit this file together with the file that has the pods.',
};

const selectorMatchesNamesake: Rule = {
  ...selectorMatchesPods,
  id: 'selector-chooses-namesake',
  severity: 'warning',
  summary: 'A selector matches the pods of the workload with the same name',
  rationale: 'a Service without endpoints, or a budget or policy without effect',
  fix: 'Copy the labels of the pods into the selector.',
};

/** Labels that controllers add to pods: no file has them. */
const controllerLabels: ReadonlySet<string> = new Set([
  'statefulset.kubernetes.io/pod-name',
  'apps.kubernetes.io/pod-index',
  'batch.kubernetes.io/job-name',
  'batch.kubernetes.io/job-completion-index',
  'batch.kubernetes.io/controller-uid',
  'job-name',
  'job-completion-index',
  'controller-uid',
  'controller-revision-hash',
  'pod-template-hash',
]);

export const selectorRules: KubernetesRuleSet = {
  rules: [selectorMatchesPods, selectorMatchesNamesake],
  check({ objects }, report) {
    // An operator may create pods that the files do not show.
    if (hasOperatorKinds(objects)) return;
    const all = collectPodTemplates(objects);
    for (const object of objects) {
      const selector = findSelector(object);
      const labels = selector === null ? null : readSelectorLabels(object, selector);
      const neighbours = all.filter((pods) => mayShareNamespace(pods.owner, object));
      if (selector === null || labels === null || neighbours.length === 0) continue;
      // Pods without labels are part of a patch: another file adds them.
      if (neighbours.some((pods) => !pods.labels?.size || matchesLabels(labels, pods.labels) !== false))
        continue;
      const selectorText = [...labels].map(([key, value]) => `${key}: ${value}`).join(', ');
      const namesake = neighbours.find((pods) => pods.owner.name === object.name);
      const pods = namesake
        ? `the pods of ${namesake.owner.kind}/${namesake.owner.name} have other labels`
        : 'no pod has these labels';
      report(
        namesake ? selectorMatchesNamesake : selectorMatchesPods,
        selector,
        `it selects ${selectorText}, and ${pods}`,
      );
    }
  },
};

/** The selected labels that the pod template must have; null when they are unknown. */
function readSelectorLabels(
  object: KubernetesObject,
  selector: ConfigNode,
): ReadonlyMap<string, string> | null {
  const labels = isService(object) ? readLabels(selector) : readMatchLabels(selector);
  return labels === null ? null : new Map([...labels].filter(([key]) => !controllerLabels.has(key)));
}

function findSelector(object: KubernetesObject) {
  const { kind, node } = object;
  if (isService(object))
    return node.get('spec', 'type').value === 'ExternalName' ? null : node.get('spec', 'selector');
  if (kind === 'PodDisruptionBudget') return node.get('spec', 'selector');
  return kind === 'NetworkPolicy' ? node.get('spec', 'podSelector') : null;
}
