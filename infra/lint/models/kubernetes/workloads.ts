import type { Program } from '../../container/program.ts';
import { parseQuantity } from '../../container/quantities.ts';
import type { ConfigNode } from '../../parse/config-node.ts';
import { type KubernetesObject, matchesLabels, readLabels } from './objects.ts';

/** An object that runs pods, with the Services and the scaler that refer to it. */
export interface Workload {
  readonly object: KubernetesObject;
  readonly pod: ConfigNode;
  readonly labels: ReadonlyMap<string, string> | null;
  readonly containers: readonly ConfigNode[];
  /** The container of the program: Rostrum's, or else the first. */
  readonly mainContainer: ConfigNode | null;
  readonly program: Program | null;
  readonly services: readonly KubernetesObject[];
  readonly scaler: KubernetesObject | null;
}

const kinds = new Set(['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'ReplicationController']);

export function collectWorkloads(objects: readonly KubernetesObject[]): Workload[] {
  return objects
    .filter(({ kind }) => kinds.has(kind))
    .map((object) => {
      const template = object.node.get('spec', 'template');
      const labels = readLabels(template.get('metadata', 'labels'));
      const pod = template.get('spec');
      const containers = pod.get('containers').items() ?? [];
      const rostrumContainer = containers.find((container) => readEnvironment(container).has('ROSTRUM_ROLE'));
      const mainContainer = rostrumContainer ?? containers[0] ?? null;
      const neighbours = objects.filter(({ namespace }) => namespace === object.namespace);
      return {
        object,
        pod,
        labels,
        containers,
        mainContainer,
        program: mainContainer === null ? null : readProgram(mainContainer, pod),
        services: neighbours.filter(({ kind, node }) => {
          if (kind !== 'Service' || node.get('spec', 'selector').keys().length === 0) return false;
          return matchesLabels(readLabels(node.get('spec', 'selector')), labels) === true;
        }),
        scaler:
          neighbours.find(({ kind, node }) => kind === 'HorizontalPodAutoscaler' && scales(node, object)) ??
          null,
      };
    });
}

function scales(scaler: ConfigNode, { kind, name }: KubernetesObject): boolean {
  const target = scaler.get('spec', 'scaleTargetRef');
  return target.get('kind').value === kind && target.get('name').value === name;
}

export function readEnvironment(container: ConfigNode): ReadonlyMap<string, ConfigNode> {
  const entries = container.get('env').items() ?? [];
  return new Map(
    entries.flatMap((entry) => {
      const name = entry.get('name').value;
      return typeof name === 'string' && !entry.get('value').isAbsent
        ? [[name, entry.get('value')] as const]
        : [];
    }),
  );
}

export function readProgram(container: ConfigNode, pod: ConfigNode): Program {
  const command = container.get('command');
  const limit = container.get('resources', 'limits', 'memory');
  const image = container.get('image').value;
  return {
    command: readCommand(command, container.get('args')),
    image: typeof image === 'string' ? image : null,
    // With a shared process namespace, the pause container is the first process.
    hasInit: pod.get('shareProcessNamespace').value === true,
    commandNode: command,
    environment: readEnvironment(container),
    memoryBytesMax: limit.isAbsent ? null : parseQuantity(String(limit.value)),
  };
}

/** Null without a command: the image decides. */
function readCommand(command: ConfigNode, args: ConfigNode): readonly string[] | null {
  if (command.isAbsent) return null;
  const words = [...(command.items() ?? []), ...(args.items() ?? [])].map(({ value }) => value);
  return words.every((word) => typeof word === 'string') ? words : null;
}

/** The number of pods: the scaler's range, or else the workload's replicas. Null when neither is known. */
export function replicaRange({
  object,
  scaler,
}: Workload): { readonly min: number; readonly max: number } | null {
  const number = (node: ConfigNode, none: number | null) => {
    const found = node.number();
    return typeof found === 'number' ? found : found === 'absent' ? none : null;
  };
  const spec = scaler?.node.get('spec');
  const [min, max] = spec
    ? [number(spec.get('minReplicas'), 1), number(spec.get('maxReplicas'), null)]
    : [number(object.node.get('spec', 'replicas'), null), number(object.node.get('spec', 'replicas'), null)];
  return min == null || max == null ? null : { min, max };
}
