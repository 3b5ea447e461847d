import type { ConfigNode } from '../../parse/config-node.ts';
import type { Rule } from '../../types.ts';
import type { KubernetesRuleSet } from './context.ts';

const rolloutHasRoom: Rule = {
  id: 'rollout-has-room',
  severity: 'error',
  summary: 'A rolling update may add a pod or remove one',
  rationale: 'an object that the API rejects',
  fix: 'Set maxSurge or maxUnavailable to at least 1.',
};

export const rolloutRules: KubernetesRuleSet = {
  rules: [rolloutHasRoom],
  check({ workloads }, report) {
    for (const { object } of workloads) {
      const update = object.node.get('spec', 'strategy', 'rollingUpdate');
      const [surge, unavailable] = [update.get('maxSurge'), update.get('maxUnavailable')];
      if (isZero(surge) && isZero(unavailable))
        report(rolloutHasRoom, surge, 'maxSurge and maxUnavailable are both 0');
    }
  },
};

const isZero = (node: ConfigNode): boolean => /^0%?$/.test(String(node.value));
