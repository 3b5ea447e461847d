import { textOf } from '../../container/program.ts';
import type { Thing } from '../../models/kubernetes/objects.ts';
import { mayGrow, mayMeet, podsIn } from '../../models/kubernetes/pods.ts';
import { podsOf, type Workload } from '../../models/kubernetes/workloads.ts';
import type { View } from '../../parse/value-ref.ts';
import type { Rule } from '../../source.ts';
import { numberOr, type Rules, type Say } from './rule.ts';

const room: Rule = {
  id: 'scaler-has-room',
  severity: 'error',
  summary: 'A scaler may have no fewer pods at most than at least',
  prevents: 'an object that the API refuses, so that nothing scales',
  fix: 'Raise maxReplicas, or lower minReplicas.',
};

const beside: Rule = {
  id: 'scaler-knows-replicas',
  severity: 'note',
  summary: 'A workload that is scaled does not ask for a number of pods that its scaler would change at once',
  prevents: 'pods that are started or stopped at every apply, only to be stopped or started again',
  fix: 'Take replicas out of the workload: the scaler sets it.',
};

const requests: Rule = {
  id: 'scaler-has-requests',
  severity: 'warning',
  summary: 'Where pods are scaled by a share of what they request, all of their containers request it',
  prevents: 'a scaler that never scales: it cannot say what share of nothing is used',
  fix: 'Set resources.requests for every container.',
};

const group: Rule = {
  id: 'scaler-names-the-group',
  severity: 'error',
  summary: 'A scaler names the group of what it scales',
  prevents: 'a scaler that never scales: "no matches for kind", though the API takes it',
  fix: 'Set scaleTargetRef.apiVersion to apps/v1.',
};

const target: Rule = {
  id: 'scaler-has-a-target',
  severity: 'note',
  summary: 'What a scaler scales is among the files',
  prevents: 'a scaler that never scales, should nothing of that name be in the cluster either',
  fix: 'Write the name of the workload into scaleTargetRef, or give the file that has it.',
};

export const scalerRules: Rules = {
  rules: [room, beside, requests, group, target],
  check({ things, workloads }, say) {
    for (const thing of things) {
      if (thing.kind !== 'HorizontalPodAutoscaler') continue;
      ofRange(thing.view.get('spec'), say);
      ofTarget(thing, things, say);
    }
    const mayBeFilledIn = things.some(({ kind }) => kind === 'LimitRange');
    for (const workload of workloads) {
      asked(workload, say);
      if (!mayBeFilledIn) share(workload, say);
    }
  },
};

function ofRange(spec: View, say: Say): void {
  const [least, most] = [numberOr(spec.get('minReplicas'), 1), spec.get('maxReplicas').number()];
  if (least !== null && typeof most === 'number' && least > most)
    say(room, spec.get('maxReplicas'), `it is ${most} at most and ${least} at least`);
}

const scaled = new Set(['Deployment', 'StatefulSet', 'ReplicaSet']);

function ofTarget(scaler: Thing, things: readonly Thing[], say: Say): void {
  const to = scaler.view.get('spec', 'scaleTargetRef');
  const [kind, name, version] = ['kind', 'name', 'apiVersion'].map((key) => textOf(to.get(key)));
  if (kind === undefined || !scaled.has(kind) || !name || !/^[a-z0-9.-]+$/.test(name)) return;
  if (to.get('apiVersion').isAbsent) say(group, to, 'it names no apiVersion');
  else if (version && /^(?:v1|extensions\/.*)$/.test(version))
    say(group, to.get('apiVersion'), `${version} has no ${kind}`);
  const around = things.filter((thing) => mayMeet(thing, scaler));
  const isThere = around.some((thing) => thing.kind === kind && thing.name === name);
  if (isThere || mayGrow(things) || podsIn(around).length === 0) return;
  say(target, to.get('name'), `no file here has the ${kind} ${name}`);
}

function asked(workload: Workload, say: Say): void {
  const view = workload.object.view.get('spec', 'replicas');
  const replicas = view.number();
  const range = podsOf(workload);
  // Without any pod a scaler is switched off.
  if (workload.scaler === null || range === null || typeof replicas !== 'number' || replicas === 0) return;
  const isOutside = replicas < range.least || replicas > range.most;
  if (isOutside && range.least <= range.most)
    say(beside, view, `it asks for ${replicas}, and its scaler has ${range.least} to ${range.most}`);
}

/** What is limited requests as much, unless it says otherwise; a pod may request for all of its containers. */
function share({ scaler, containers, pod }: Workload, say: Say): void {
  if (scaler === null || !pod.get('resources').isAbsent) return;
  for (const { resource, only } of sharesOf(scaler.view)) {
    const bare = containers.find((container) => {
      const has = (of: string) => !container.get('resources', of, resource).isAbsent;
      return (only === null || container.get('name').value === only) && !has('requests') && !has('limits');
    });
    if (bare) say(requests, bare, `its scaler goes by ${resource}, and it requests none`);
  }
}

/** The resources by whose share is scaled: of all containers, or of one. Without any metric it is the processor's. */
function sharesOf(scaler: View): { readonly resource: string; readonly only: string | null }[] {
  const metrics = scaler.get('spec', 'metrics');
  if (metrics.isAbsent) {
    const isByAnnotation = scaler
      .get('metadata', 'annotations')
      .keys()
      .some((key) => key.startsWith('autoscaling.alpha.kubernetes.io/'));
    return isByAnnotation ? [] : [{ resource: 'cpu', only: null }];
  }
  return (metrics.items() ?? []).flatMap((metric) =>
    [metric.get('resource'), metric.get('containerResource')].flatMap((one) => {
      const [resource, only] = [one.get('name').value, one.get('container').value];
      if (one.get('target', 'type').value !== 'Utilization' || typeof resource !== 'string') return [];
      return [{ resource, only: typeof only === 'string' ? only : null }];
    }),
  );
}
