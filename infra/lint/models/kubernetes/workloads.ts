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

/** What the rules for Kubernetes check. */
export interface KubernetesModel {
  readonly objects: readonly KubernetesObject[];
  readonly workloads: readonly Workload[];
  readonly scalers: readonly KubernetesObject[];
  /** The containers of all workloads, with the probes that they have. */
  readonly containers: readonly {
    readonly pod: ConfigNode;
    readonly container: ConfigNode;
    readonly probes: readonly { readonly kind: string; readonly probe: ConfigNode }[];
  }[];
}

export function createKubernetesModel(objects: readonly KubernetesObject[]): KubernetesModel {
  const workloads = collectWorkloads(objects);
  const probesOf = (container: ConfigNode) =>
    ['livenessProbe', 'readinessProbe', 'startupProbe']
      .map((kind) => ({ kind, probe: container.get(kind) }))
      .filter(({ probe }) => !probe.isAbsent);
  return {
    objects,
    workloads,
    scalers: objects.filter(({ kind }) => kind === 'HorizontalPodAutoscaler'),
    containers: workloads.flatMap(({ pod, containers }) =>
      containers.map((container) => ({ pod, container, probes: probesOf(container) })),
    ),
  };
}

const kinds = new Set(['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'ReplicationController']);

function collectWorkloads(objects: readonly KubernetesObject[]): Workload[] {
  return objects
    .filter(({ kind }) => kinds.has(kind))
    .map((object) => {
      const template = object.node.get('spec', 'template');
      const labels = readLabels(template.get('metadata', 'labels'));
      const pod = template.get('spec');
      const containers = pod.get('containers').list();
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
  const entries = container.get('env').list();
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
  const words = [...command.list(), ...args.list()].map(({ value }) => value);
  return words.every((word) => typeof word === 'string') ? words : null;
}

export interface ReplicaRange {
  readonly min: number;
  readonly max: number;
}

/** The number of pods: the scaler's range, or else the workload's replicas. Null when neither is known. */
export function replicaRange({ object, scaler }: Workload): ReplicaRange | null {
  const spec = (scaler ?? object).node.get('spec');
  const known = (node: ConfigNode): number | null => {
    const number = node.number();
    return typeof number === 'number' ? number : null;
  };
  const max = known(spec.get(scaler === null ? 'replicas' : 'maxReplicas'));
  const min = scaler === null ? max : spec.get('minReplicas').numberOr(1);
  return min === null || max === null ? null : { min, max };
}

/** A count of pods, or a percentage of them. */
export function podCount(node: ConfigNode, pods: number, round: (count: number) => number): number | null {
  const [, percent] = /^(\d{1,3})%$/.exec(String(node.value)) ?? [];
  const count = percent === undefined ? node.number() : round((Number(percent) * pods) / 100);
  return typeof count === 'number' ? count : null;
}
