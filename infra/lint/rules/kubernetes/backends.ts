import { textOf } from '../../container/program.ts';
import type { KubernetesObject } from '../../models/kubernetes/objects.ts';
import { hasOperatorKinds, isService, mayShareNamespace } from '../../models/kubernetes/pods.ts';
import type { ConfigNode } from '../../parse/config-node.ts';
import type { Rule } from '../../types.ts';
import type { ReportViolation } from '../rule-set.ts';
import type { KubernetesRuleSet } from './context.ts';

const backendPortExists: Rule = {
  id: 'backend-port-is-there',
  severity: 'error',
  summary: 'An Ingress or a route sends to an existing port of the Service',
  rationale: '503 or 500 for every request to the path',
  fix: 'Use the port number or name of the Service, not those of the container.',
};

const backendExists: Rule = {
  id: 'backend-is-there',
  severity: 'note',
  summary: 'The Service that an Ingress or a route sends to exists',
  rationale: '503 or 500 for every request to the path, unless the cluster has a Service of that name',
  fix: 'Correct the name of the Service, or audit this file together with the file that has it.',
};

export const backendRules: KubernetesRuleSet = {
  rules: [backendPortExists, backendExists],
  check({ objects }, report) {
    for (const object of objects)
      for (const backend of collectBackends(object)) checkBackend(backend, object, objects, report);
  },
};

interface Backend {
  readonly name: ConfigNode;
  /** A number, or a name if the kind allows one. */
  readonly port: ConfigNode;
  readonly namespace: string;
  /** ingress-nginx also matches the ports of the pods. */
  readonly allowsTargetPort: boolean;
}

function collectBackends(object: KubernetesObject): Backend[] {
  const { kind, node, namespace } = object;
  const rules = () => node.get('spec', 'rules').items() ?? [];
  if (kind === 'Ingress') {
    const paths = rules().flatMap((rule) => rule.get('http', 'paths').items() ?? []);
    const all = [node.get('spec', 'defaultBackend'), ...paths.map((path) => path.get('backend'))];
    return all.map((backend) => readIngressBackend(backend, namespace));
  }
  if (!/^(?:HTTP|GRPC|TCP|TLS)Route$/.test(kind)) return [];
  return rules()
    .flatMap((rule) => rule.get('backendRefs').items() ?? [])
    .filter((to) => to.get('group').isAbsent || to.get('group').value === '')
    .filter((to) => to.get('kind').isAbsent || to.get('kind').value === 'Service')
    .map((to) => ({
      name: to.get('name'),
      port: to.get('port'),
      allowsTargetPort: false,
      namespace: textOf(to.get('namespace')) || namespace,
    }));
}

/** Reads the current form of the API, or the older one. */
function readIngressBackend(backend: ConfigNode, namespace: string): Backend {
  const [current, legacy] = [backend.get('service'), backend.get('serviceName')];
  if (current.isAbsent)
    return { name: legacy, port: backend.get('servicePort'), namespace, allowsTargetPort: true };
  const [number, name] = [current.get('port', 'number'), current.get('port', 'name')];
  return {
    name: current.get('name'),
    port: number.isAbsent ? name : number,
    namespace,
    allowsTargetPort: true,
  };
}

function checkBackend(
  backend: Backend,
  from: KubernetesObject,
  objects: readonly KubernetesObject[],
  report: ReportViolation,
): void {
  const name = textOf(backend.name);
  // Neither a placeholder nor the AWS controller's use-annotation is a name.
  if (!/^[a-z0-9-]+$/.test(name) || backend.port.value === 'use-annotation') return;
  const services = objects.filter(isService);
  const candidates = services.filter((one) =>
    mayShareNamespace(one, { ...from, namespace: backend.namespace }),
  );
  const matching = candidates.filter((one) => one.name === name);
  if (matching.length > 0) checkPort(backend, matching, report);
  else if (candidates.length > 0 && !hasOperatorKinds(objects))
    report(backendExists, backend.name, `no file has Service/${name}`);
}

function checkPort(
  { port: portNode, allowsTargetPort }: Backend,
  services: readonly KubernetesObject[],
  report: ReportViolation,
): void {
  const portName = String(portNode.value);
  if (portNode.isAbsent || !/^[\w-]+$/.test(portName)) return;
  const portsByService = services.map(({ node }) => readPorts(node, allowsTargetPort));
  if (portsByService.some((ports) => ports === null || ports.all.includes(portName))) return;
  const [first] = services;
  const knownPorts = portsByService.flatMap((ports) => ports?.own ?? []);
  report(
    backendPortExists,
    portNode,
    `it sends to ${portName}, and Service/${first?.name} has ${[...new Set(knownPorts)].join(', ')}`,
  );
}

/** Null for an external Service, or when not all ports are literal. */
function readPorts(
  node: ConfigNode,
  withTargets: boolean,
): { readonly own: string[]; readonly all: string[] } | null {
  const ports = node.get('spec', 'ports').items() ?? [];
  if (ports.length === 0 || node.get('spec', 'type').value === 'ExternalName') return null;
  const texts = (key: string) =>
    ports
      .map((one) => one.get(key))
      .filter((one) => !one.isAbsent)
      .map(({ value }) => String(value));
  const own = [...texts('port'), ...texts('name')];
  const all = withTargets ? [...own, ...texts('targetPort')] : own;
  return all.every((text) => /^[\w-]+$/.test(text)) ? { own, all } : null;
}
