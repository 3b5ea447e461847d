import type { Program } from '../../container/program.ts';
import { quantityOf } from '../../container/quantities.ts';
import type { View } from '../../parse/value-ref.ts';
import { chooses, labelsIn, type Thing } from './objects.ts';

/** What runs pods, with everything around that speaks of it. */
export interface Workload {
  readonly object: Thing;
  readonly pod: View;
  readonly labels: ReadonlyMap<string, string> | null;
  readonly containers: readonly View[];
  /** The one that is the program: ours, or the first. */
  readonly mainContainer: View | null;
  readonly program: Program | null;
  readonly services: readonly Thing[];
  readonly scaler: Thing | null;
}

const kinds = new Set(['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet']);

export function workloadsOf(things: readonly Thing[]): Workload[] {
  return things
    .filter(({ kind }) => kinds.has(kind))
    .map((thing) => {
      const template = thing.view.get('spec', 'template');
      const labels = labelsIn(template.get('metadata', 'labels'));
      const pod = template.get('spec');
      const containers = pod.get('containers').items() ?? [];
      const ours = containers.find((container) => environmentOf(container).has('ROSTRUM_ROLE'));
      const main = ours ?? containers[0] ?? null;
      const beside = things.filter(({ namespace }) => namespace === thing.namespace);
      return {
        ...{ thing, pod, labels, containers, main },
        program: main === null ? null : programOf(main, pod),
        services: beside.filter(({ kind, view }) => {
          if (kind !== 'Service' || view.get('spec', 'selector').keys().length === 0) return false;
          return chooses(labelsIn(view.get('spec', 'selector')), labels) === true;
        }),
        scaler:
          beside.find(({ kind, view }) => kind === 'HorizontalPodAutoscaler' && scales(view, thing)) ?? null,
      };
    });
}

function scales(scaler: View, { kind, name }: Thing): boolean {
  const target = scaler.get('spec', 'scaleTargetRef');
  return target.get('kind').value === kind && target.get('name').value === name;
}

export function environmentOf(container: View): ReadonlyMap<string, View> {
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

export function programOf(container: View, pod: View): Program {
  const command = container.get('command');
  const limit = container.get('resources', 'limits', 'memory');
  return {
    // Where the pods share their processes, another one is the first.
    command: pod.get('shareProcessNamespace').value === true ? null : wordsOf(command, container.get('args')),
    commandNode: command,
    environment: environmentOf(container),
    memoryBytesMax: limit.isAbsent ? null : quantityOf(String(limit.value)),
  };
}

/** Without a command the image says what is started first. */
function wordsOf(command: View, args: View): readonly string[] | null {
  if (command.isAbsent) return null;
  const words = [...(command.items() ?? []), ...(args.items() ?? [])].map(({ value }) => value);
  return words.every((word) => typeof word === 'string') ? words : null;
}

/** How many pods there are: by the scaler its range, else what is written. Null where somebody else says so. */
export function podsOf({
  object,
  scaler,
}: Workload): { readonly least: number; readonly most: number } | null {
  const number = (view: View, none: number | null) => {
    const found = view.number();
    return typeof found === 'number' ? found : found === 'absent' ? none : null;
  };
  const spec = scaler?.view.get('spec');
  const [least, most] = spec
    ? [number(spec.get('minReplicas'), 1), number(spec.get('maxReplicas'), null)]
    : [number(object.view.get('spec', 'replicas'), null), number(object.view.get('spec', 'replicas'), null)];
  return least == null || most == null ? null : { least, most };
}
