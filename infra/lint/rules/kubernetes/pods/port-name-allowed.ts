import { isService } from '../../../models/kubernetes/pods.ts';
import { kubernetesRule } from '../../../rule.ts';
import { allContainers, isAllowedName, isLiteral, probePorts } from './port-names.ts';

export const portNameAllowed = kubernetesRule({
  id: 'port-name-allowed',
  severity: 'error',
  summary:
    'A port is a number, or a name of at most 15 lowercase letters, digits and hyphens, with at least one letter',
  rationale: 'an object that the API rejects',
  fix: 'Use a number without quotes, or a shorter name.',
  source: 'https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#ports',
  check(model, report) {
    const containerNames = allContainers(model).flatMap((container) => [
      ...container
        .get('ports')
        .list()
        .map((one) => one.get('name')),
      ...probePorts(container),
    ]);
    const serviceTargets = model.objects
      .filter((one) => isService(one) && one.node.get('spec', 'selector').keys().length > 0)
      .flatMap(({ node }) => node.get('spec', 'ports').list())
      .map((entry) => entry.get('targetPort'));
    for (const node of [...containerNames, ...serviceTargets])
      if (isLiteral(node) && !isAllowedName(String(node.value)))
        report(node, `it is "${String(node.value)}"`);
  },
});
