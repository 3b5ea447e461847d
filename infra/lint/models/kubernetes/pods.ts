import { textOf } from '../../container/program.ts';
import type { View } from '../../parse/value-ref.ts';
import { labelsIn, type Thing } from './objects.ts';

/** Whatever makes pods, or is one. */
export interface Pods {
  readonly owner: Thing;
  readonly labels: ReadonlyMap<string, string> | null;
  readonly spec: View;
}

/** Also those of kinds that nobody here knows, where they have a template as all others do. */
export function podsIn(things: readonly Thing[]): Pods[] {
  return things.flatMap((thing) => {
    const spec = thing.view.get('spec');
    const made = thing.kind === 'CronJob' ? spec.get('jobTemplate', 'spec', 'template') : spec.get('template');
    const pod = thing.kind === 'Pod' ? thing.view : made;
    if (pod.get('spec', 'containers').isAbsent) return [];
    return [{ thing, labels: labelsIn(pod.get('metadata', 'labels')), spec: pod.get('spec') }];
  });
}

/** Kinds that make no pods and no Services, of those that come with no cluster. */
const harmless =
  /^(?:ServiceMonitor|PodMonitor|PrometheusRule|Certificate|Issuer|ClusterIssuer|ExternalSecret)$/;
const builtIn = /^(?:v1|(?:apps|batch|autoscaling|policy|extensions)\/\w+|[\w.-]+\.k8s\.io\/\w+)$/;

/** Whether an operator may make more of these files than is seen in them. */
export const mayGrow = (things: readonly Thing[]): boolean =>
  things.some(({ kind, view }) => !builtIn.test(textOf(view.get('apiVersion'))) && !harmless.test(kind));

/** Whether two may be in one namespace: what names none is put into any, by whoever applies it. */
export const mayMeet = (one: Thing, other: Thing): boolean =>
  one.namespace === other.namespace || one.namespace === '' || other.namespace === '';

/** Knative calls something else so, too. */
export const isService = ({ kind, view }: Thing): boolean =>
  kind === 'Service' && view.get('apiVersion').value === 'v1';
