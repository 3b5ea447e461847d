import { textOf } from '../../container/program.ts';
import type { KubernetesObject } from '../../models/kubernetes/objects.ts';
import { collectPodTemplates, hasOperatorKinds, mayShareNamespace } from '../../models/kubernetes/pods.ts';
import { replicaRange, type Workload } from '../../models/kubernetes/workloads.ts';
import type { ConfigNode } from '../../parse/config-node.ts';
import type { Rule } from '../../types.ts';
import type { ReportViolation } from '../rule-set.ts';
import { type KubernetesRuleSet, numberOr } from './context.ts';

const scalerHasRoom: Rule = {
  id: 'scaler-has-room',
  severity: 'error',
  summary: "A scaler's maximum is not below its minimum",
  rationale: 'an object that the API rejects, so that nothing scales',
  fix: 'Raise maxReplicas, or lower minReplicas.',
};

const scalerKnowsReplicas: Rule = {
  id: 'scaler-knows-replicas',
  severity: 'note',
  summary: 'The replicas of a scaled workload are in the range of its scaler',
  rationale: 'pods that are started or stopped at every apply, and then stopped or started again',
  fix: 'Remove replicas from the workload: the scaler sets it.',
};

const scalerHasRequests: Rule = {
  id: 'scaler-has-requests',
  severity: 'warning',
  summary: 'With scaling by utilization, every container requests the resource',
  rationale: 'a scaler that never scales: without requests there is no utilization',
  fix: 'Set resources.requests for every container.',
};

const scalerNamesGroup: Rule = {
  id: 'scaler-names-the-group',
  severity: 'warning',
  summary: 'A scaler names the API group of its target',
  rationale: 'a scaler that never scales ("no matches for kind"), although the API accepts it',
  fix: 'Set scaleTargetRef.apiVersion to apps/v1.',
};

const scalerHasTarget: Rule = {
  id: 'scaler-has-a-target',
  severity: 'note',
  summary: 'The target of a scaler exists',
  rationale: 'a scaler that never scales, unless the cluster has a workload of that name',
  fix: 'Correct the name in scaleTargetRef, or audit this file together with the file that has the workload.',
};

export const scalerRules: KubernetesRuleSet = {
  rules: [scalerHasRoom, scalerKnowsReplicas, scalerHasRequests, scalerNamesGroup, scalerHasTarget],
  check({ objects, workloads }, report) {
    for (const object of objects) {
      if (object.kind !== 'HorizontalPodAutoscaler') continue;
      checkRange(object.node.get('spec'), report);
      checkTarget(object, objects, report);
    }
    const hasDefaults = objects.some(({ kind }) => kind === 'LimitRange');
    for (const workload of workloads) {
      checkReplicas(workload, report);
      if (!hasDefaults) checkRequests(workload, report);
    }
  },
};

function checkRange(spec: ConfigNode, report: ReportViolation): void {
  const [min, max] = [numberOr(spec.get('minReplicas'), 1), spec.get('maxReplicas').number()];
  if (min !== null && typeof max === 'number' && min > max)
    report(scalerHasRoom, spec.get('maxReplicas'), `the maximum is ${max}, and the minimum ${min}`);
}

const scalableKinds = new Set(['Deployment', 'StatefulSet', 'ReplicaSet']);

function checkTarget(
  scaler: KubernetesObject,
  objects: readonly KubernetesObject[],
  report: ReportViolation,
): void {
  const to = scaler.node.get('spec', 'scaleTargetRef');
  const [kind, name, version] = ['kind', 'name', 'apiVersion'].map((key) => textOf(to.get(key)));
  if (kind === undefined || !scalableKinds.has(kind) || !name || !/^[a-z0-9.-]+$/.test(name)) return;
  if (to.get('apiVersion').isAbsent) report(scalerNamesGroup, to, 'it names no apiVersion');
  else if (version && /^(?:v1|extensions\/.*)$/.test(version))
    report(scalerNamesGroup, to.get('apiVersion'), `${version} has no ${kind}`);
  const neighbours = objects.filter((object) => mayShareNamespace(object, scaler));
  const exists = neighbours.some((object) => object.kind === kind && object.name === name);
  if (exists || hasOperatorKinds(objects) || collectPodTemplates(neighbours).length === 0) return;
  report(scalerHasTarget, to.get('name'), `no file has ${kind}/${name}`);
}

function checkReplicas(workload: Workload, report: ReportViolation): void {
  const node = workload.object.node.get('spec', 'replicas');
  const replicas = node.number();
  const range = replicaRange(workload);
  // With 0 replicas the scaler is disabled.
  if (workload.scaler === null || range === null || typeof replicas !== 'number' || replicas === 0) return;
  const isOutside = replicas < range.min || replicas > range.max;
  if (isOutside && range.min <= range.max)
    report(
      scalerKnowsReplicas,
      node,
      `replicas is ${replicas}, and the scaler's range ${range.min} to ${range.max}`,
    );
}

/** Requests default to the limits, and may be set for the whole pod. */
function checkRequests({ scaler, containers, pod }: Workload, report: ReportViolation): void {
  if (scaler === null || !pod.get('resources').isAbsent) return;
  for (const { resource, containerName } of readUtilizationTargets(scaler.node)) {
    const bare = containers.find((container) => {
      const has = (of: string) => !container.get('resources', of, resource).isAbsent;
      return (
        (containerName === null || container.get('name').value === containerName) &&
        !has('requests') &&
        !has('limits')
      );
    });
    if (bare) report(scalerHasRequests, bare, `the scaler uses ${resource}, and it requests none`);
  }
}

/** The resources with a utilization target, of all containers or of one. Without metrics it is the CPU. */
function readUtilizationTargets(
  scaler: ConfigNode,
): { readonly resource: string; readonly containerName: string | null }[] {
  const metrics = scaler.get('spec', 'metrics');
  if (metrics.isAbsent) {
    const isByAnnotation = scaler
      .get('metadata', 'annotations')
      .keys()
      .some((key) => key.startsWith('autoscaling.alpha.kubernetes.io/'));
    return isByAnnotation ? [] : [{ resource: 'cpu', containerName: null }];
  }
  return (metrics.items() ?? []).flatMap((metric) =>
    [metric.get('resource'), metric.get('containerResource')].flatMap((one) => {
      const [resource, containerName] = [one.get('name').value, one.get('container').value];
      if (one.get('target', 'type').value !== 'Utilization' || typeof resource !== 'string') return [];
      return [{ resource, containerName: typeof containerName === 'string' ? containerName : null }];
    }),
  );
}
