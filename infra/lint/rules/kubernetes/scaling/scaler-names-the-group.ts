import { kubernetesRule } from '../../../rule.ts';
import { scalerTarget } from './scaler-target.ts';

export const scalerNamesGroup = kubernetesRule({
  id: 'scaler-names-the-group',
  severity: 'warning',
  summary: 'A scaler names the API group of its target',
  rationale: 'a scaler that never scales ("no matches for kind"), although the API accepts it',
  fix: 'Set scaleTargetRef.apiVersion to apps/v1.',
  source:
    'https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/horizontal-pod-autoscaler-v2/',
  check({ scalers }, report) {
    for (const { node, kind } of scalers.flatMap(scalerTarget)) {
      const version = node.get('apiVersion');
      if (version.isAbsent) report(node, 'it names no apiVersion');
      else if (/^(?:v1|extensions\/.*)$/.test(version.string()))
        report(version, `${version.string()} has no ${kind}`);
    }
  },
});
