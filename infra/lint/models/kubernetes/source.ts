import { programRules } from '../../container/program.ts';
import { backendRules } from '../../rules/kubernetes/backends.ts';
import { budgetRules } from '../../rules/kubernetes/budgets.ts';
import { podRules } from '../../rules/kubernetes/pods.ts';
import { portRules } from '../../rules/kubernetes/ports.ts';
import { resourceRules } from '../../rules/kubernetes/resources.ts';
import { rolloutRules } from '../../rules/kubernetes/rollout.ts';
import type { Rules } from '../../rules/kubernetes/rule.ts';
import { scalerRules } from '../../rules/kubernetes/scalers.ts';
import { selectorRules } from '../../rules/kubernetes/selectors.ts';
import type { Flaw, Rule, Source, Unread, Way } from '../../source.ts';
import { keyOf } from '../../source.ts';
import { ingressWays } from './ingress.ts';
import { isObject, objectsOf, type Thing } from './objects.ts';
import { podsIn } from './pods.ts';
import { wayOf } from './request-paths.ts';
import { workloadsOf } from './workloads.ts';

const all: readonly Rules[] = [
  podRules,
  portRules,
  resourceRules,
  rolloutRules,
  budgetRules,
  scalerRules,
  selectorRules,
  backendRules,
];

export const kubernetesRules: readonly Rule[] = [...programRules, ...all.flatMap(({ rules }) => rules)];

const lacks = 'workload, Service, Ingress, route, scaler, budget or policy';

const isSubject = ({ kind }: Thing): boolean =>
  /^(?:Service|Ingress|\w+Route|HorizontalPodAutoscaler|PodDisruptionBudget|NetworkPolicy)$/.test(kind);

/** Objects of Kubernetes, in as many documents or lists as anybody likes. */
export const kubernetes: Source = {
  name: 'Kubernetes',
  recognizes: ({ documents }) => documents.some(({ value }) => isObject(value)),
  extract(inputs) {
    const unread = new Map<string, Unread>();
    const things = objectsOf(inputs, unread);
    const workloads = workloadsOf(things);
    const flaws = new Map<string, Flaw>();
    for (const { check } of all)
      check({ things, workloads }, (rule, { place }, message) =>
        flaws.set(`${rule.id} ${keyOf(place)} ${message}`, { rule, place, message }),
      );
    const ways = [
      ...workloads.map((one) => wayOf(one, `${one.object.kind}/${one.object.name}`)),
      ...ingressWays(things),
    ];
    return {
      ways: distinct(ways.filter((way) => way !== null)),
      flaws: [...flaws.values()],
      skipped: [...unread.values()],
      ...(things.some(isSubject) || podsIn(things).length > 0 ? {} : { lacks }),
    };
  },
};

/** Findings name ways, so that no two may be called the same. */
function distinct(ways: readonly Way[]): Way[] {
  const seen = new Map<string, number>();
  return ways.map((way) => {
    const { name } = way;
    const times = (seen.get(name) ?? 0) + 1;
    seen.set(name, times);
    return { ...way, name: times === 1 ? name : `${name} (${times})` };
  });
}
