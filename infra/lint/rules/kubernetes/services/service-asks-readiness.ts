import {
  type KubernetesObject,
  matchesLabels,
  readLabels,
  readMatchLabels,
} from '../../../models/kubernetes/objects.ts';
import { canonicalKey } from '../../../parse/resolved.ts';
import { kubernetesRule } from '../../../rule.ts';

export const serviceAsksReadiness = kubernetesRule({
  id: 'service-asks-readiness',
  severity: 'warning',
  summary: 'Pods behind a Service have a readiness probe',
  rationale: 'requests to pods that are not listening yet, at every start and every deployment',
  fix: 'Add a readinessProbe to the container.',
  source:
    'https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/#readiness-probe',
  check({ objects, workloads }, report) {
    for (const { containers, pod, services } of workloads) {
      const [only] = containers;
      // With several containers it is unknown which one serves. A startup probe also delays readiness.
      if (only === undefined || containers.length > 1 || !pod.get('readinessGates').isAbsent) continue;
      if (!only.get('readinessProbe').isAbsent || !only.get('startupProbe').isAbsent) continue;
      const routed = services.find((service) => isRoutedTo(service, objects));
      if (routed) report(only, `Service/${routed.name} sends to it, and it has no readinessProbe`);
    }
  },
});

function isRoutedTo(service: KubernetesObject, objects: readonly KubernetesObject[]): boolean {
  const spec = service.node.get('spec');
  return (
    !isScraped(service, objects) &&
    spec.get('publishNotReadyAddresses').flag() !== true &&
    spec.get('clusterIP').value !== 'None' &&
    !spec
      .get('ports')
      .list()
      .every((one) => one.get('protocol').value === 'UDP')
  );
}

/** A Service that only Prometheus scrapes needs no readiness: a failed scrape is repeated. */
function isScraped({ name, node }: KubernetesObject, objects: readonly KubernetesObject[]): boolean {
  const ports = node.get('spec', 'ports').list();
  if (ports.length > 0 && ports.every((one) => /metrics|prom/.test(String(one.get('name').value))))
    return true;
  const labels = readLabels(node.get('metadata', 'labels'));
  const isMonitored = objects.some(
    ({ kind, node: monitor }) =>
      kind === 'ServiceMonitor' &&
      matchesLabels(readMatchLabels(monitor.get('spec', 'selector')), labels) === true,
  );
  const isRouted = objects.some(
    (one) => /^(?:Ingress|.*Route)$/.test(one.kind) && canonicalKey(one.node.value).includes(`"${name}"`),
  );
  return isMonitored && !isRouted;
}
