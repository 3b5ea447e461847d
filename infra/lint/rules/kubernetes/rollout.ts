import type { View } from '../../parse/value-ref.ts';
import type { Rule } from '../../source.ts';
import type { Rules } from './rule.ts';

const room: Rule = {
  id: 'rollout-has-room',
  severity: 'error',
  summary: 'A rolling update may start a pod before it stops one, or the other way round',
  prevents: 'an object that the API refuses',
  fix: 'Set maxSurge to 1 at least, or maxUnavailable.',
};

export const rolloutRules: Rules = {
  rules: [room],
  check({ workloads }, say) {
    for (const { object } of workloads) {
      const update = object.view.get('spec', 'strategy', 'rollingUpdate');
      const [surge, unavailable] = [update.get('maxSurge'), update.get('maxUnavailable')];
      if (isNone(surge) && isNone(unavailable)) say(room, surge, 'maxSurge and maxUnavailable are both 0');
    }
  },
};

const isNone = (view: View): boolean => /^0%?$/.test(String(view.value));
