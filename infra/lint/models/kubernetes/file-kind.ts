import { defineFormat } from '../../file-kind.ts';
import { SkipLog } from '../../parse/create-node.ts';
import { kubernetesRules } from '../../rules/kubernetes/all.ts';
import type { RequestPath } from '../../types.ts';
import { collectIngressPaths } from './ingress.ts';
import { collectObjects, isObject, type KubernetesObject } from './objects.ts';
import { collectPodTemplates } from './pods.ts';
import { buildWorkloadPath } from './request-paths.ts';
import { createKubernetesModel, readProgram } from './workloads.ts';

const missingSubjects = 'workload, Service, Ingress, route, scaler, budget or policy';

const isSubject = ({ kind }: KubernetesObject): boolean =>
  /^(?:Service|Ingress|\w+Route|HorizontalPodAutoscaler|PodDisruptionBudget|NetworkPolicy)$/.test(kind);

/** Kubernetes objects, in any number of documents or lists. */
export const kubernetes = defineFormat({
  name: 'Kubernetes',
  rules: kubernetesRules,
  recognizes: ({ documents }) => documents.some(({ value }) => isObject(value)),
  read(inputs) {
    const skipped = new SkipLog();
    const objects = collectObjects(inputs, skipped);
    const model = createKubernetesModel(objects);
    const requestPaths = [
      ...model.workloads.map((one) => buildWorkloadPath(one, `${one.object.kind}/${one.object.name}`)),
      ...collectIngressPaths(objects),
    ];
    return {
      models: [model],
      programs: model.containers.map(({ container, pod }) => readProgram(container, pod)),
      requestPaths: distinct(requestPaths.filter((requestPath) => requestPath !== null)),
      skipped,
      ...(objects.some(isSubject) || collectPodTemplates(objects).length > 0 ? {} : { missingSubjects }),
    };
  },
});

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
