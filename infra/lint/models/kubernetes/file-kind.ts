import { programRules } from '../../container/program.ts';
import { backendRules } from '../../rules/kubernetes/backends.ts';
import { budgetRules } from '../../rules/kubernetes/budgets.ts';
import type { KubernetesRuleSet } from '../../rules/kubernetes/context.ts';
import { graceRules } from '../../rules/kubernetes/grace-has-time.ts';
import { podRules } from '../../rules/kubernetes/pods.ts';
import { portRules } from '../../rules/kubernetes/ports.ts';
import { probeRules } from '../../rules/kubernetes/probes-differ.ts';
import { resourceRules } from '../../rules/kubernetes/resources.ts';
import { rolloutRules } from '../../rules/kubernetes/rollout.ts';
import { rolloutKeepsPodRules } from '../../rules/kubernetes/rollout-keeps-a-pod.ts';
import { scalerRules } from '../../rules/kubernetes/scalers.ts';
import { selectorRules } from '../../rules/kubernetes/selectors.ts';
import type { FileKind, RequestPath, Rule, SkippedValue, Violation } from '../../types.ts';
import { locationKey } from '../../types.ts';
import { collectIngressPaths } from './ingress.ts';
import { collectObjects, isObject, type KubernetesObject } from './objects.ts';
import { collectPodTemplates } from './pods.ts';
import { buildWorkloadPath } from './request-paths.ts';
import { collectWorkloads } from './workloads.ts';

const ruleSets: readonly KubernetesRuleSet[] = [
  podRules,
  portRules,
  resourceRules,
  rolloutRules,
  budgetRules,
  scalerRules,
  selectorRules,
  backendRules,
  rolloutKeepsPodRules,
  graceRules,
  probeRules,
];

export const kubernetesRules: readonly Rule[] = [...programRules, ...ruleSets.flatMap(({ rules }) => rules)];

const missingSubjects = 'workload, Service, Ingress, route, scaler, budget or policy';

const isSubject = ({ kind }: KubernetesObject): boolean =>
  /^(?:Service|Ingress|\w+Route|HorizontalPodAutoscaler|PodDisruptionBudget|NetworkPolicy)$/.test(kind);

/** Kubernetes objects, in any number of documents or lists. */
export const kubernetes: FileKind = {
  name: 'Kubernetes',
  recognizes: ({ documents }) => documents.some(({ value }) => isObject(value)),
  extract(inputs) {
    const skipped = new Map<string, SkippedValue>();
    const objects = collectObjects(inputs, skipped);
    const workloads = collectWorkloads(objects);
    const violations = new Map<string, Violation>();
    for (const { check } of ruleSets)
      check({ objects, workloads }, (rule, { place }, message, fix) =>
        violations.set(`${rule.id} ${locationKey(place)} ${message}`, {
          rule,
          place,
          message,
          ...(fix === undefined ? {} : { fix }),
        }),
      );
    const requestPaths = [
      ...workloads.map((one) => buildWorkloadPath(one, `${one.object.kind}/${one.object.name}`)),
      ...collectIngressPaths(objects),
    ];
    return {
      requestPaths: distinct(requestPaths.filter((requestPath) => requestPath !== null)),
      violations: [...violations.values()],
      skipped: [...skipped.values()],
      ...(objects.some(isSubject) || collectPodTemplates(objects).length > 0 ? {} : { missingSubjects }),
    };
  },
};

/** Findings name request paths, so names must be unique. */
function distinct(requestPaths: readonly RequestPath[]): RequestPath[] {
  const counts = new Map<string, number>();
  return requestPaths.map((requestPath) => {
    const { name } = requestPath;
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    return { ...requestPath, name: count === 1 ? name : `${name} (${count})` };
  });
}
