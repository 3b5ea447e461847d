import { type KubernetesObject, matchesLabels, readLabels } from '../../models/kubernetes/objects.ts';
import { collectPodTemplates, isService, type PodTemplate } from '../../models/kubernetes/pods.ts';
import type { ConfigNode } from '../../parse/config-node.ts';
import type { Rule } from '../../types.ts';
import type { ReportViolation } from '../rule-set.ts';
import type { KubernetesRuleSet } from './context.ts';

const probePortExists: Rule = {
  id: 'probe-port-is-there',
  severity: 'error',
  summary: 'The port of a probe is a port of its container',
  rationale:
    'pods that never become ready, or a hung pod that is not restarted: the kubelet does not find the port',
  fix: 'Give the container port that name, or use its number.',
};

const servicePortExists: Rule = {
  id: 'service-port-is-there',
  severity: 'error',
  summary: 'The target port of a Service is a port of its pods',
  rationale: 'a Service without endpoints: every connection is refused',
  fix: 'Give the container port that name, or use its number.',
};

const portNameAllowed: Rule = {
  id: 'port-name-allowed',
  severity: 'error',
  summary:
    'A port is a number, or a name of at most 15 lowercase letters, digits and hyphens, with at least one letter',
  rationale: 'an object that the API rejects',
  fix: 'Use a number without quotes, or a shorter name.',
};

export const portRules: KubernetesRuleSet = {
  rules: [probePortExists, servicePortExists, portNameAllowed],
  check({ objects }, report) {
    const podTemplates = collectPodTemplates(objects);
    for (const pods of podTemplates)
      for (const container of containersOf(pods)) checkContainer(container, report);
    for (const service of objects.filter(isService)) checkService(service, podTemplates, report);
  },
};

/** Sidecars are init containers that restart: they have ports and probes, too. */
const containersOf = ({ spec }: PodTemplate): ConfigNode[] => [
  ...(spec.get('containers').items() ?? []),
  ...(spec.get('initContainers').items() ?? []),
];

/** The port names of a container; null when one of them is a placeholder. */
function readPortNames(container: ConfigNode): string[] | null {
  const ports = container.get('ports').items();
  const names = ports?.map((one) => one.get('name')).filter((name) => !name.isAbsent);
  return names?.every(isLiteral) ? names.map(({ value }) => String(value)) : null;
}

/** A literal string, not `{{ … }}` or `${…}`. */
const isLiteral = ({ value }: ConfigNode): boolean => typeof value === 'string' && /^[\w-]+$/.test(value);

const isAllowed = (name: string): boolean =>
  name.length <= 15 && /^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(name) && /[a-z]/.test(name);

function checkContainer(container: ConfigNode, report: ReportViolation): void {
  // A container without an image is part of a patch: its ports are elsewhere.
  const names = container.get('image').isAbsent ? null : readPortNames(container);
  for (const one of container.get('ports').items() ?? []) checkPortName(one.get('name'), report);
  for (const name of ['livenessProbe', 'readinessProbe', 'startupProbe'])
    for (const handler of ['httpGet', 'tcpSocket']) {
      const portNode = container.get(name, handler, 'port');
      if (!isLiteral(portNode)) continue;
      if (!isAllowed(String(portNode.value))) checkPortName(portNode, report);
      else if (names !== null && !names.includes(String(portNode.value)))
        report(
          probePortExists,
          portNode,
          `it is ${String(portNode.value)}, and ${describePorts('the container', names)}`,
        );
    }
}

const describePorts = (what: string, names: readonly string[]): string =>
  `${what} ${what.endsWith('s') ? 'have' : 'has'} ${names.join(', ') || 'no named port'}`;

function checkPortName(name: ConfigNode, report: ReportViolation): void {
  if (isLiteral(name) && !isAllowed(String(name.value)))
    report(portNameAllowed, name, `it is "${String(name.value)}"`);
}

/** One pod with the port is enough: pods without it are not endpoints. */
function checkService(
  service: KubernetesObject,
  podTemplates: readonly PodTemplate[],
  report: ReportViolation,
): void {
  const selector = readLabels(service.node.get('spec', 'selector'));
  if (selector === null || selector.size === 0) return;
  const selected = podTemplates.filter(
    ({ owner, labels }) => owner.namespace === service.namespace && matchesLabels(selector, labels) === true,
  );
  const names = selected.flatMap(containersOf).map(readPortNames);
  for (const entry of service.node.get('spec', 'ports').items() ?? []) {
    const target = entry.get('targetPort');
    if (!isLiteral(target)) continue;
    const name = String(target.value);
    if (!isAllowed(name)) checkPortName(target, report);
    else if (names.length > 0 && names.every((some) => some !== null && !some.includes(name))) {
      const others = [...new Set(names.flatMap((some) => some ?? []))];
      report(
        servicePortExists,
        target,
        `Service/${service.name} sends to ${name}, and ${describePorts('the pods', others)}`,
      );
    }
  }
}
