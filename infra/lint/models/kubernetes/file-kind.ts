import { defineFormat } from '../../file-kind.ts';
import { splitEnvironments } from '../../files/split-environments.ts';
import { SkipLog } from '../../parse/create-node.ts';
import { kubernetesRules } from '../../rules/kubernetes/all.ts';
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
    const files = inputs.map((input) => {
      const objects = collectObjects([input], skipped);
      return { path: input.name, names: objects.flatMap(environmentName), objects };
    });
    const models = splitEnvironments(files).map((group) =>
      createKubernetesModel(group.flatMap(({ objects }) => objects)),
    );
    const requestPaths = models.flatMap(({ workloads, objects }) => [
      ...workloads.map((one) => buildWorkloadPath(one, `${one.object.kind}/${one.object.name}`)),
      ...collectIngressPaths(objects),
    ]);
    const objects = files.flatMap((file) => file.objects);
    return {
      models,
      programs: models.flatMap(({ containers }) =>
        containers.map(({ container, pod }) => readProgram(container, pod)),
      ),
      requestPaths: requestPaths.filter((requestPath) => requestPath !== null),
      skipped,
      ...(objects.some(isSubject) || collectPodTemplates(objects).length > 0 ? {} : { missingSubjects }),
    };
  },
});

const environmentKinds =
  /^(?:Deployment|StatefulSet|DaemonSet|Service|Ingress|\w+Route|HorizontalPodAutoscaler|PodDisruptionBudget)$/;

/** Of an object that no environment has twice. */
const environmentName = ({ kind, namespace, name }: KubernetesObject): string[] =>
  environmentKinds.test(kind) ? [`${kind} ${namespace} ${name}`] : [];
