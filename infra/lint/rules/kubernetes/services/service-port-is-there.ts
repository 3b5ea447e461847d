import { matchesLabels, readLabels } from '../../../models/kubernetes/objects.ts';
import { collectPodTemplates, isService } from '../../../models/kubernetes/pods.ts';
import { kubernetesRule } from '../../../rule.ts';
import { containersOf, isPortName, readPortNames } from '../pods/port-names.ts';

/** One pod with the port is enough: pods without it are not endpoints. */
export const servicePortIsThere = kubernetesRule({
  id: 'service-port-is-there',
  severity: 'error',
  summary: 'The target port of a Service is a port of its pods',
  rationale: 'a Service without endpoints: every connection is refused',
  fix: 'Give the container port that name, or use its number.',
  source: 'https://kubernetes.io/docs/concepts/services-networking/service/#field-spec-ports',
  check({ objects }, report) {
    const podTemplates = collectPodTemplates(objects);
    for (const { name: service, namespace, node } of objects.filter(isService)) {
      const selector = readLabels(node.get('spec', 'selector'));
      if (selector === null || selector.size === 0) continue;
      const names = podTemplates
        .filter(
          ({ owner, labels }) => owner.namespace === namespace && matchesLabels(selector, labels) === true,
        )
        .flatMap(containersOf)
        .map(readPortNames);
      for (const target of node
        .get('spec', 'ports')
        .list()
        .map((entry) => entry.get('targetPort'))) {
        const name = String(target.value);
        if (!isPortName(target) || names.length === 0) continue;
        if (names.some((some) => some === null || some.includes(name))) continue;
        const others = [...new Set(names.flatMap((some) => some ?? []))].join(', ') || 'no named port';
        report(target, `Service/${service} sends to ${name}, and the pods have ${others}`);
      }
    }
  },
});
