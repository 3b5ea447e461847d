import type { View } from '../../cloudformation/view.ts';
import type { Rule } from '../../source.ts';
import { budgetsOf, podsOf, type Workload } from '../cluster.ts';
import { numberOr, type Rules, type Say } from './rule.ts';

const room: Rule = {
  id: 'scaler-has-room',
  severity: 'error',
  says: 'A scaler may have no fewer pods at most than at least',
  prevents: 'an object that the API refuses, so that nothing scales',
  fix: 'Raise maxReplicas, or lower minReplicas.',
};

const beside: Rule = {
  id: 'scaler-knows-replicas',
  severity: 'note',
  says: 'A workload that is scaled does not ask for a number of pods that its scaler would change at once',
  prevents: 'pods that are started or stopped at every apply, only to be stopped or started again',
  fix: 'Take replicas out of the workload: the scaler sets it.',
};

const requests: Rule = {
  id: 'scaler-has-requests',
  severity: 'warning',
  says: 'Where pods are scaled by a share of what they request, all of their containers request it',
  prevents: 'a scaler that never scales: it cannot say what share of nothing is used',
  fix: 'Set resources.requests for every container.',
};

const stuck: Rule = {
  id: 'rollout-has-room',
  severity: 'error',
  says: 'A rolling update may start a pod before it stops one, or the other way round',
  prevents: 'an object that the API refuses',
  fix: 'Set maxSurge to 1 at least, or maxUnavailable.',
};

const budget: Rule = {
  id: 'budget-allows-one',
  severity: 'warning',
  says: 'A disruption budget lets one pod go',
  prevents:
    'nodes that can never be drained: an upgrade of the cluster waits for ever, or kills the pod anyway',
  fix: 'Set maxUnavailable to 1, and run one pod more than must be there.',
};

export const replicaRules: Rules = {
  rules: [room, beside, requests, stuck, budget],
  check({ things, workloads }, say) {
    for (const { kind, view } of things) {
      if (kind !== 'HorizontalPodAutoscaler') continue;
      const [least, most] = [
        numberOr(view.at('spec', 'minReplicas'), 1),
        view.at('spec', 'maxReplicas').number(),
      ];
      if (least !== null && typeof most === 'number' && least > most)
        say(room, view.at('spec', 'maxReplicas'), `it is ${most} at most and ${least} at least`);
    }
    for (const workload of workloads) {
      asked(workload, say);
      share(
        workload,
        things.some(({ kind }) => kind === 'LimitRange'),
        say,
      );
      rolling(workload.thing.view.at('spec', 'strategy', 'rollingUpdate'), say);
      for (const { view } of budgetsOf(things, workload)) allows(workload, view.at('spec'), say);
    }
  },
};

function asked(workload: Workload, say: Say): void {
  const view = workload.thing.view.at('spec', 'replicas');
  const replicas = view.number();
  const range = podsOf(workload);
  // Without any pod a scaler is switched off.
  if (workload.scaler === null || range === null || typeof replicas !== 'number' || replicas === 0) return;
  const isOutside = replicas < range.least || replicas > range.most;
  if (isOutside && range.least <= range.most)
    say(beside, view, `it asks for ${replicas}, and its scaler has ${range.least} to ${range.most}`);
}

function share({ scaler, containers }: Workload, mayBeFilledIn: boolean, say: Say): void {
  if (mayBeFilledIn) return;
  for (const metric of scaler?.view.at('spec', 'metrics').items() ?? []) {
    const resource = metric.at('resource');
    const name = resource.at('name').value;
    if (resource.at('target', 'type').value !== 'Utilization' || typeof name !== 'string') continue;
    const bare = containers.find((container) => {
      const has = (of: string) => !container.at('resources', of, name).isAbsent;
      // What is limited requests as much, unless it says otherwise.
      return !has('requests') && !has('limits');
    });
    if (bare) say(requests, bare, `its scaler goes by ${name}, and it requests none`);
  }
}

const isNone = (view: View): boolean => /^0%?$/.test(String(view.value));

function rolling(update: View, say: Say): void {
  const [surge, unavailable] = [update.at('maxSurge'), update.at('maxUnavailable')];
  if (isNone(surge) && isNone(unavailable)) say(stuck, surge, 'maxSurge and maxUnavailable are both 0');
}

function allows(workload: Workload, spec: View, say: Say): void {
  const [least, gone] = [spec.at('minAvailable'), spec.at('maxUnavailable')];
  const pods = podsOf(workload);
  if (!gone.isAbsent && isNone(gone)) say(budget, gone, `maxUnavailable is ${String(gone.value)}`);
  if (least.isAbsent) return;
  const [, percent] = /^(\d{1,3})%$/.exec(String(least.value)) ?? [];
  if (percent === '100') say(budget, least, 'minAvailable is 100%');
  const most = pods?.most ?? 0;
  const needed = percent === undefined ? least.number() : Math.ceil((Number(percent) * most) / 100);
  if (percent === '100' || most === 0 || typeof needed !== 'number' || needed < most) return;
  say(budget, least, `${needed} of ${most} pods must be there`);
}
