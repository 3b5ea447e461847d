import { collectPodTemplates, hasOperatorKinds, mayShareNamespace } from '../../../models/kubernetes/pods.ts';
import { kubernetesRule } from '../../../rule.ts';
import { scalerTarget } from './scaler-target.ts';

export const scalerHasTarget = kubernetesRule({
  id: 'scaler-has-a-target',
  severity: 'note',
  summary: 'The target of a scaler exists',
  rationale: 'a scaler that never scales, unless the cluster has a workload of that name',
  fix: 'Correct the name in scaleTargetRef, or audit this file together with the file that has the workload.',
  source:
    'https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/horizontal-pod-autoscaler-v2/',
  check({ objects, scalers }, report) {
    if (hasOperatorKinds(objects)) return;
    for (const { scaler, node, kind, name } of scalers.flatMap(scalerTarget)) {
      const neighbours = objects.filter((object) => mayShareNamespace(object, scaler));
      const exists = neighbours.some((object) => object.kind === kind && object.name === name);
      if (!exists && collectPodTemplates(neighbours).length > 0)
        report(node.get('name'), `no file has ${kind}/${name}`);
    }
  },
});
