import type { KubernetesObject } from '../../../models/kubernetes/objects.ts';
import { kubernetesRule } from '../../../rule.ts';
import { collectBackends } from './backends.ts';

export const backendPortIsThere = kubernetesRule({
  id: 'backend-port-is-there',
  severity: 'error',
  summary: 'An Ingress or a route sends to an existing port of the Service',
  rationale: '503 or 500 for every request to the path',
  fix: 'Use the port number or name of the Service, not those of the container.',
  source: 'https://kubernetes.io/docs/concepts/services-networking/ingress/#the-ingress-resource',
  check({ objects }, report) {
    for (const { port, allowsTargetPort, matching } of collectBackends(objects)) {
      const name = String(port.value);
      if (matching.length === 0 || port.isAbsent || !/^[\w-]+$/.test(name)) continue;
      const ports = matching.map((service) => readPorts(service, allowsTargetPort));
      if (ports.some((one) => one === null || one.all.includes(name))) continue;
      const known = [...new Set(ports.flatMap((one) => one?.own ?? []))].join(', ');
      report(port, `it sends to ${name}, and Service/${matching[0]?.name} has ${known}`);
    }
  },
});

/** Null for an external Service, or when not all ports are literal. */
function readPorts({ node }: KubernetesObject, withTargets: boolean) {
  const ports = node.get('spec', 'ports').list();
  if (ports.length === 0 || node.get('spec', 'type').value === 'ExternalName') return null;
  const texts = (key: string) =>
    ports.map((one) => one.get(key)).flatMap((one) => (one.isAbsent ? [] : [String(one.value)]));
  const own = [...texts('port'), ...texts('name')];
  const all = withTargets ? [...own, ...texts('targetPort')] : own;
  return all.every((text) => /^[\w-]+$/.test(text)) ? { own, all } : null;
}
