import type { Contract } from '../../../app/contract/types/contract.ts';
import { createObject, type Manifest, roleLabels } from './metadata.ts';
import { containerPort } from './workloads.ts';

/** Allows the ingress to reach web, Prometheus to reach web and workers, and all to reach data, DNS and models. */
export const createNetworkPolicies = (contract: Contract): Manifest[] => [
  networkPolicy('web', [allowFrom(containerPort(contract, 'web'), 'ingress-nginx', 'monitoring')]),
  networkPolicy('worker', [allowFrom(containerPort(contract, 'worker'), 'monitoring')]),
  networkPolicy('migrate', []),
];

const networkPolicy = (role: string, ingress: readonly object[]): Manifest =>
  createObject('networking.k8s.io/v1', 'NetworkPolicy', `rostrum-${role}`, role, {
    podSelector: { matchLabels: roleLabels(role) },
    policyTypes: ['Ingress', 'Egress'],
    ingress,
    egress,
  });

const allowFrom = (port: number, ...namespaces: readonly string[]) => ({
  from: namespaces.map(namespaceSelector),
  ports: [tcp(port)],
});

const namespaceSelector = (name: string) => ({
  namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } },
});

const tcp = (port: number) => ({ protocol: 'TCP', port });

const egress = [
  { ports: [tcp(5432), tcp(6379), tcp(53), { protocol: 'UDP', port: 53 }] },
  // Model providers.
  { ports: [tcp(443)] },
];

/** For the Prometheus operator. With a longer interval, rates over five minutes would be based on few samples. */
export const createServiceMonitor = (): Manifest =>
  createObject('monitoring.coreos.com/v1', 'ServiceMonitor', 'rostrum', 'web', {
    selector: { matchLabels: { 'app.kubernetes.io/name': 'rostrum' } },
    endpoints: [{ port: 'http', path: '/metrics', interval: '30s', scrapeTimeout: '10s' }],
  });
