import type { ConfigNode } from '../../../parse/config-node.ts';
import { kubernetesRule } from '../../../rule.ts';

export const rolloutHasRoom = kubernetesRule({
  id: 'rollout-has-room',
  severity: 'error',
  summary: 'A rolling update may add a pod or remove one',
  rationale: 'an object that the API rejects',
  fix: 'Set maxSurge or maxUnavailable to at least 1.',
  source: 'https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#max-surge',
  check({ workloads }, report) {
    for (const { object } of workloads) {
      const update = object.node.get('spec', 'strategy', 'rollingUpdate');
      const [surge, unavailable] = [update.get('maxSurge'), update.get('maxUnavailable')];
      if (isZero(surge) && isZero(unavailable)) report(surge, 'maxSurge and maxUnavailable are both 0');
    }
  },
});

const isZero = (node: ConfigNode): boolean => /^0%?$/.test(String(node.value));
