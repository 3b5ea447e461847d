import { cloudFormationRule } from '../../../rule.ts';
import { conditionValues } from './condition-values.ts';

export const ruleValuesAtMostFive = cloudFormationRule({
  id: 'rule-values-at-most-five',
  severity: 'error',
  summary: 'The conditions of a rule have at most five values in total',
  rationale: 'a deployment that starts, is rejected and rolled back',
  fix: 'Split it into two rules.',
  source: 'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html',
  check({ balancers }, report) {
    for (const rule of balancers.flatMap(({ rules }) => rules)) {
      const count = conditionValues(rule).length;
      if (count > 5) report(rule.properties.get('Conditions'), `there are ${count}`);
    }
  },
});
