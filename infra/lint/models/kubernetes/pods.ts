import { textOf } from '../../container/program.ts';
import type { View } from '../../parse/value-ref.ts';
import { labelsIn, type Thing } from './objects.ts';

/** Whatever makes pods, or is one. */
export interface Pods {
  readonly thing: Thing;
  readonly labels: ReadonlyMap<string, string> | null;
  readonly spec: View;
}

/** Also those of kinds that nobody here knows, where they have a template as all others do. */
export function podsIn(things: readonly Thing[]): Pods[] {
  return things.flatMap((thing) => {
    const spec = thing.view.at('spec');
    const made = thing.kind === 'CronJob' ? spec.at('jobTemplate', 'spec', 'template') : spec.at('template');
    const pod = thing.kind === 'Pod' ? thing.view : made;
    if (pod.at('spec', 'containers').isAbsent) return [];
    return [{ thing, labels: labelsIn(pod.at('metadata', 'labels')), spec: pod.at('spec') }];
  });
}

/** Kinds that make no pods and no Services, of those that come with no cluster. */
const harmless =
  /^(?:ServiceMonitor|PodMonitor|PrometheusRule|Certificate|Issuer|ClusterIssuer|ExternalSecret)$/;
const builtIn = /^(?:v1|(?:apps|batch|autoscaling|policy|extensions)\/\w+|[\w.-]+\.k8s\.io\/\w+)$/;

/** Whether an operator may make more of these files than is seen in them. */
export const mayGrow = (things: readonly Thing[]): boolean =>
  things.some(({ kind, view }) => !builtIn.test(textOf(view.at('apiVersion'))) && !harmless.test(kind));

/** Whether two may be in one namespace: what names none is put into any, by whoever applies it. */
export const mayMeet = (one: Thing, other: Thing): boolean =>
  one.namespace === other.namespace || one.namespace === '' || other.namespace === '';

/** Knative calls something else so, too. */
export const isService = ({ kind, view }: Thing): boolean =>
  kind === 'Service' && view.at('apiVersion').value === 'v1';
