import { cloudFormationRule } from '../../../rule.ts';
import { isSocketPath } from '../edge/paths.ts';
import { conditionValues } from './condition-values.ts';

export const socketNotToFunction = cloudFormationRule({
  id: 'socket-not-to-function',
  severity: 'error',
  summary: 'WebSocket paths are not routed to a function',
  rationale:
    'WebSockets that never open: the load balancer answers an upgrade for a function target with 400',
  fix: 'Route the path to a service.',
  source: 'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html',
  check({ template, balancers }, report) {
    for (const rule of balancers.flatMap(({ rules }) => rules)) {
      const targets = template.targets(rule.properties.get('Actions'));
      const socket = conditionValues(rule).find(isSocketPath);
      if (
        socket !== undefined &&
        targets.some(({ properties }) => properties.get('TargetType').text() === 'lambda')
      )
        report(rule.properties.get('Conditions'), `${socket} is routed to a function`);
    }
  },
});
