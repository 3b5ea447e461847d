import { matchesLabels, readMatchLabels } from '../../../models/kubernetes/objects.ts';
import { kubernetesRule } from '../../../rule.ts';

export const selectorChoosesOwnPods = kubernetesRule({
  id: 'selector-chooses-own-pods',
  severity: 'error',
  summary: 'The selector of a workload matches its own pods',
  rationale: 'an object that the API rejects',
  fix: 'Add the labels of the selector to the pod template.',
  source: 'https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#selector',
  check({ workloads }, report) {
    for (const { object, labels } of workloads) {
      const selector = object.node.get('spec', 'selector');
      if (matchesLabels(readMatchLabels(selector), labels) === false)
        report(selector.get('matchLabels'), 'the labels of the pod template differ');
    }
  },
});
