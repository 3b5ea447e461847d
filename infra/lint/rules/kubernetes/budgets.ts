import { chooses, type Thing, wanted } from '../../models/kubernetes/objects.ts';
import { podsOf, type Workload } from '../../models/kubernetes/workloads.ts';
import type { View } from '../../parse/value-ref.ts';
import type { Rule } from '../../source.ts';
import type { Rules, Say } from './rule.ts';

const budget: Rule = {
  id: 'budget-allows-one',
  severity: 'warning',
  summary: 'A disruption budget lets one pod go',
  prevents:
    'nodes that can never be drained: an upgrade of the cluster waits for ever, or kills the pod anyway',
  fix: 'Set maxUnavailable to 1, and run one pod more than must be there.',
};

const quiet: Rule = {
  id: 'budget-allows-one-when-quiet',
  severity: 'note',
  summary: 'A disruption budget lets one pod go when its scaler is at its least',
  prevents: 'nodes that cannot be drained at quiet times, which is when clusters are upgraded',
  fix: 'Raise minReplicas above what the budget asks for, or set maxUnavailable to 1 instead.',
};

export const budgetRules: Rules = {
  rules: [budget, quiet],
  check({ things, workloads }, say) {
    for (const thing of things) {
      if (thing.kind !== 'PodDisruptionBudget') continue;
      const chosen = workloads.filter((workload) => speaksOf(thing, workload));
      // A drain leaves the pods of a DaemonSet where they are.
      if (chosen.length === 0 || chosen.some((workload) => workload.object.kind === 'DaemonSet')) continue;
      allows(thing.view.get('spec'), chosen, say);
    }
  },
};

const speaksOf = (budgetOf: Thing, { object, labels }: Workload): boolean =>
  budgetOf.namespace === object.namespace &&
  chooses(wanted(budgetOf.view.get('spec', 'selector')), labels) === true;

function allows(spec: View, chosen: readonly Workload[], say: Say): void {
  const [least, gone] = [spec.get('minAvailable'), spec.get('maxUnavailable')];
  if (!gone.isAbsent && /^0%?$/.test(String(gone.value)))
    say(budget, gone, `maxUnavailable is ${String(gone.value)}`);
  if (least.isAbsent) return;
  const pods = podsOfAll(chosen);
  if (String(least.value) === '100%') {
    say(budget, least, 'minAvailable is 100%');
    return;
  }
  if (pods === null || pods.most === 0) return;
  const [most, fewest] = [neededOf(least, pods.most), neededOf(least, pods.least)];
  if (most !== null && most >= pods.most)
    say(budget, least, `${most} of ${pods.most} ${pods.most === 1 ? 'pod' : 'pods'} must be there`);
  else if (fewest !== null && pods.least > 0 && fewest >= pods.least)
    say(quiet, least, `${fewest} must be there, and its scaler goes down to ${pods.least}`);
}

/** What is asked for of so many pods: a number, or a share that is rounded up. */
function neededOf(least: View, pods: number): number | null {
  const [, percent] = /^(\d{1,3})%$/.exec(String(least.value)) ?? [];
  const needed = percent === undefined ? least.number() : Math.ceil((Number(percent) * pods) / 100);
  return typeof needed === 'number' ? needed : null;
}

/** A budget counts the pods of all that it chooses; null where somebody else says how many. */
function podsOfAll(chosen: readonly Workload[]): { readonly least: number; readonly most: number } | null {
  const all = chosen.map(podsOf).filter((pods) => pods !== null);
  if (all.length < chosen.length) return null;
  const sum = (key: 'least' | 'most') => all.reduce((total, pods) => total + pods[key], 0);
  return { least: sum('least'), most: sum('most') };
}
