import { hasOperatorKinds } from '../../../models/kubernetes/pods.ts';
import { kubernetesRule } from '../../../rule.ts';
import { collectBackends } from './backends.ts';

export const backendIsThere = kubernetesRule({
  id: 'backend-is-there',
  severity: 'note',
  summary: 'The Service that an Ingress or a route sends to exists',
  rationale: '503 or 500 for every request to the path, unless the cluster has a Service of that name',
  fix: 'Correct the name of the Service, or audit this file together with the file that has it.',
  source: 'https://kubernetes.io/docs/concepts/services-networking/ingress/#the-ingress-resource',
  check({ objects }, report) {
    if (hasOperatorKinds(objects)) return;
    for (const { name, candidates, matching } of collectBackends(objects))
      if (matching.length === 0 && candidates.length > 0)
        report(name, `no file has Service/${name.string()}`);
  },
});
