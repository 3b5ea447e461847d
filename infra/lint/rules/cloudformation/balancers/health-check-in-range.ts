import { cloudFormationRule } from '../../../rule.ts';

const ranges = [
  ['HealthCheckIntervalSeconds', 5, 300],
  ['HealthCheckTimeoutSeconds', 2, 120],
  ['HealthyThresholdCount', 2, 10],
  ['UnhealthyThresholdCount', 2, 10],
] as const;

export const healthCheckInRange = cloudFormationRule({
  id: 'health-check-in-range',
  severity: 'error',
  summary: "Health checks of a target group are in the platform's range, and time out before the next one",
  rationale: 'a deployment that starts, is rejected and rolled back',
  fix: 'Choose values in the range, and a timeout below the interval.',
  source:
    'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html',
  check({ template }, report) {
    for (const { properties } of template.groups) {
      if (!['HTTP', 'HTTPS'].includes(properties.get('Protocol').text() ?? '')) continue;
      for (const [key, min, max] of ranges) {
        const value = properties.get(key).outside(min, max);
        if (value !== null) report(properties.get(key), `${key} is ${value}, not ${min} to ${max}`);
      }
      const timeout = properties.get('HealthCheckTimeoutSeconds');
      const interval = properties.get('HealthCheckIntervalSeconds').number();
      const value = typeof interval === 'number' ? timeout.outside(0, interval - 1) : null;
      if (value !== null) report(timeout, `the timeout is ${value} s, and the interval ${interval} s`);
    }
  },
});
