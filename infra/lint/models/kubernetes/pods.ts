import type { ConfigNode } from '../../parse/config-node.ts';
import { type KubernetesObject, readLabels } from './objects.ts';

/** The pod template of an object, or the object itself when it is a Pod. */
export interface PodTemplate {
  readonly owner: KubernetesObject;
  readonly labels: ReadonlyMap<string, string> | null;
  readonly spec: ConfigNode;
}

/** Includes custom kinds whose template has the usual form. */
export function collectPodTemplates(objects: readonly KubernetesObject[]): PodTemplate[] {
  return objects.flatMap((object) => {
    const spec = object.node.get('spec');
    const template =
      object.kind === 'CronJob' ? spec.get('jobTemplate', 'spec', 'template') : spec.get('template');
    const pod = object.kind === 'Pod' ? object.node : template;
    if (pod.get('spec', 'containers').isAbsent) return [];
    return [{ owner: object, labels: readLabels(pod.get('metadata', 'labels')), spec: pod.get('spec') }];
  });
}

/** Custom kinds whose operators create neither pods nor Services. */
const harmlessKinds =
  /^(?:ServiceMonitor|PodMonitor|PrometheusRule|Certificate|Issuer|ClusterIssuer|ExternalSecret)$/;
const builtInVersions = /^(?:v1|(?:apps|batch|autoscaling|policy|extensions)\/\w+|[\w.-]+\.k8s\.io\/\w+)$/;

/** Whether an operator may create objects that the files do not show. */
export const hasOperatorKinds = (objects: readonly KubernetesObject[]): boolean =>
  objects.some(
    ({ kind, node }) => !builtInVersions.test(node.get('apiVersion').string()) && !harmlessKinds.test(kind),
  );

/** Whether two objects may be in one namespace: one without a namespace may be applied to any. */
export const mayShareNamespace = (one: KubernetesObject, other: KubernetesObject): boolean =>
  one.namespace === other.namespace || one.namespace === '' || other.namespace === '';

/** Knative has a kind of the same name. */
export const isService = ({ kind, node }: KubernetesObject): boolean =>
  kind === 'Service' && node.get('apiVersion').value === 'v1';
