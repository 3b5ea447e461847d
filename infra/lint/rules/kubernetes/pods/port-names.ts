import { collectPodTemplates, type PodTemplate } from '../../../models/kubernetes/pods.ts';
import type { KubernetesModel } from '../../../models/kubernetes/workloads.ts';
import type { ConfigNode } from '../../../parse/config-node.ts';

/** Sidecars are init containers that restart: they have ports and probes, too. */
export const containersOf = ({ spec }: PodTemplate): ConfigNode[] => [
  ...spec.get('containers').list(),
  ...spec.get('initContainers').list(),
];

export const allContainers = ({ objects }: KubernetesModel): ConfigNode[] =>
  collectPodTemplates(objects).flatMap(containersOf);

/** The ports of all probes of a container. */
export const probePorts = (container: ConfigNode): ConfigNode[] =>
  ['livenessProbe', 'readinessProbe', 'startupProbe'].flatMap((name) =>
    ['httpGet', 'tcpSocket'].map((handler) => container.get(name, handler, 'port')),
  );

/** The port names of a container; null when one of them is a placeholder. */
export function readPortNames(container: ConfigNode): string[] | null {
  const names = container
    .get('ports')
    .list()
    .map((one) => one.get('name'))
    .filter((name) => !name.isAbsent);
  return names.every(isLiteral) ? names.map(({ value }) => String(value)) : null;
}

/** A literal string, not `{{ … }}` or `${…}`. */
export const isLiteral = ({ value }: ConfigNode): boolean =>
  typeof value === 'string' && /^[\w-]+$/.test(value);

export const isAllowedName = (name: string): boolean =>
  name.length <= 15 && /^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(name) && /[a-z]/.test(name);

/** A literal name that the API accepts. */
export const isPortName = (node: ConfigNode): boolean => isLiteral(node) && isAllowedName(String(node.value));
