import { type Sheet, second } from '../../../parse/fact-builder.ts';
import { attribute } from '../attributes.ts';
import type { Resource } from '../resources.ts';

/** The longest slow start, which only one algorithm knows. */
const slowStartMsMax = 900 * second;

/** How a balancer treats the targets of a group. */
export function groupFacts(sheet: Sheet, { properties }: Resource): void {
  // A function has no connections to drain, and is not asked whether it lives.
  if (properties.get('TargetType').text() === 'lambda') return;
  const of = (key: string) => attribute(properties, 'TargetGroupAttributes', key);
  const inSeconds = (assumed: number) => ({ times: second, default: assumed });
  sheet.read(
    'deployment.balancer.deregistrationMs',
    of('deregistration_delay.timeout_seconds'),
    inSeconds(300),
  );
  sheet.read('deployment.balancer.slowStartMs', of('slow_start.duration_seconds'), inSeconds(0));
  const algorithm = of('load_balancing.algorithm.type');
  const chosen = algorithm.isAbsent ? 'round_robin' : algorithm.text();
  if (chosen !== null)
    sheet.set(
      'balancer.slowStartMsMax',
      chosen === 'round_robin' ? slowStartMsMax : 0,
      algorithm.place,
      algorithm.isAbsent,
    );
  const health = 'deployment.balancer.health';
  sheet.read(`${health}.intervalMs`, properties.get('HealthCheckIntervalSeconds'), inSeconds(30));
  sheet.read(`${health}.timeoutMs`, properties.get('HealthCheckTimeoutSeconds'), inSeconds(5));
  sheet.read(`${health}.healthyThreshold`, properties.get('HealthyThresholdCount'), { default: 5 });
  sheet.read(`${health}.unhealthyThreshold`, properties.get('UnhealthyThresholdCount'), { default: 2 });
}
