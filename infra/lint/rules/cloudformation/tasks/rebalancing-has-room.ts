import { cloudFormationRule } from '../../../rule.ts';

export const rebalancingHasRoom = cloudFormationRule({
  id: 'rebalancing-has-room',
  severity: 'error',
  summary: 'With zone rebalancing, more tasks may run than the desired count',
  rationale: 'a deployment that is rejected',
  fix: 'Raise MaximumPercent above 100, or set AvailabilityZoneRebalancing to DISABLED.',
  source: 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-rebalancing.html',
  check({ tasks }, report) {
    for (const { properties } of tasks) {
      const max = properties.get('DeploymentConfiguration', 'MaximumPercent');
      const percent = max.number();
      const isEnabled = properties.get('AvailabilityZoneRebalancing').text() === 'ENABLED';
      if (isEnabled && typeof percent === 'number' && percent <= 100) report(max, `it is ${percent} %`);
    }
  },
});
