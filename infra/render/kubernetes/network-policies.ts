import type { Contract } from '../../../app/contract/types/contract.ts';
import { createObject, type Manifest, roleLabels } from './metadata.ts';
import { containerPort } from './workloads.ts';

/** Allows the ingress to reach web, Prometheus to reach web and workers, and all to reach data, DNS and models. */
export const createNetworkPolicies = (contract: Contract): Manifest[] => [
  networkPolicy(contract, 'web', [allowFrom(containerPort(contract, 'web'), 'ingress-nginx', 'monitoring')]),
  networkPolicy(contract, 'worker', [allowFrom(containerPort(contract, 'worker'), 'monitoring')]),
  networkPolicy(contract, 'migrate', []),
];

const networkPolicy = (contract: Contract, role: string, ingress: readonly object[]): Manifest =>
  createObject('networking.k8s.io/v1', 'NetworkPolicy', `rostrum-${role}`, role, {
    podSelector: { matchLabels: roleLabels(role) },
    policyTypes: ['Ingress', 'Egress'],
    ingress,
    egress: egress(contract),
  });

const allowFrom = (port: number, ...namespaces: readonly string[]) => ({
  from: namespaces.map(namespaceSelector),
  ports: [tcp(port)],
});

const namespaceSelector = (name: string) => ({
  namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } },
});

const tcp = (port: number) => ({ protocol: 'TCP', port });

const egress = ({ deployment: { settings } }: Contract) => [
  { ports: [tcp(5432), tcp(6379), tcp(53), { protocol: 'UDP', port: 53 }] },
  { ports: modelPorts(settings.values.OPENAI_COMPATIBLE_URL).map(tcp) },
];

/** Of model providers, of Ollama and vLLM in this cluster or elsewhere, and of the server that the profile names. */
function modelPorts(serverUrl: string | undefined): number[] {
  const named = serverUrl === undefined ? null : URL.parse(serverUrl);
  const port = named === null ? 443 : Number(named.port) || (named.protocol === 'https:' ? 443 : 80);
  return [...new Set([443, 11_434, 8000, port])];
}

/** For the Prometheus operator. With a longer interval, rates over five minutes would be based on few samples. */
export const createServiceMonitor = (): Manifest =>
  createObject('monitoring.coreos.com/v1', 'ServiceMonitor', 'rostrum', 'web', {
    selector: { matchLabels: { 'app.kubernetes.io/name': 'rostrum' } },
    endpoints: [{ port: 'http', path: '/metrics', interval: '30s', scrapeTimeout: '10s' }],
  });
