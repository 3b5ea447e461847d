import type { Contract } from '../../../app/contract/contract.ts';
import { labelsOf, type Manifest, named } from './names.ts';
import { portOf } from './workloads.ts';

/** Who may speak to whom: the ingress to web, Prometheus to both, nobody else; out go the data, DNS and models. */
export const policies = (contract: Contract): Manifest[] => [
  policy('web', [opened(portOf(contract, 'web'), 'ingress-nginx', 'monitoring')]),
  policy('worker', [opened(portOf(contract, 'worker'), 'monitoring')]),
  policy('migrate', []),
];

const policy = (role: string, ingress: readonly object[]): Manifest =>
  named('networking.k8s.io/v1', 'NetworkPolicy', `rostrum-${role}`, role, {
    podSelector: { matchLabels: labelsOf(role) },
    policyTypes: ['Ingress', 'Egress'],
    ingress,
    egress,
  });

const opened = (port: number, ...namespaces: readonly string[]) => ({
  from: namespaces.map(inNamespace),
  ports: [tcp(port)],
});

const inNamespace = (name: string) => ({
  namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } },
});

const tcp = (port: number) => ({ protocol: 'TCP', port });

const egress = [
  { ports: [tcp(5432), tcp(6379), tcp(53), { protocol: 'UDP', port: 53 }] },
  // Providers of models.
  { ports: [tcp(443)] },
];

/** For the Prometheus operator. The documented interval: longer, and rates over five minutes become jumpy. */
export const monitor = (): Manifest =>
  named('monitoring.coreos.com/v1', 'ServiceMonitor', 'rostrum', 'web', {
    selector: { matchLabels: { 'app.kubernetes.io/name': 'rostrum' } },
    endpoints: [{ port: 'http', path: '/metrics', interval: '30s', scrapeTimeout: '10s' }],
  });
