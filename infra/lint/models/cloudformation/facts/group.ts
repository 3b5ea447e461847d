import { type FactBuilder, second } from '../../../parse/fact-builder.ts';
import { readAttribute } from '../attributes.ts';
import type { Resource } from '../resources.ts';

/** The longest slow start; only round_robin supports one. */
const slowStartMsMax = 900 * second;

/** The facts of a target group. */
export function addTargetGroupFacts(builder: FactBuilder, { properties }: Resource): void {
  // A function has no connections to drain and no health checks.
  if (properties.get('TargetType').text() === 'lambda') return;
  const of = (key: string) => readAttribute(properties, 'TargetGroupAttributes', key);
  const inSeconds = (assumed: number) => ({ scale: second, default: assumed });
  builder.read(
    'deployment.balancer.deregistrationMs',
    of('deregistration_delay.timeout_seconds'),
    inSeconds(300),
  );
  builder.read('deployment.balancer.slowStartMs', of('slow_start.duration_seconds'), inSeconds(0));
  const algorithm = of('load_balancing.algorithm.type');
  const chosen = algorithm.isAbsent ? 'round_robin' : algorithm.text();
  if (chosen !== null)
    builder.set(
      'balancer.slowStartMsMax',
      chosen === 'round_robin' ? slowStartMsMax : 0,
      algorithm.place,
      algorithm.isAbsent,
    );
  const health = 'deployment.balancer.health';
  builder.read(`${health}.intervalMs`, properties.get('HealthCheckIntervalSeconds'), inSeconds(30));
  builder.read(`${health}.timeoutMs`, properties.get('HealthCheckTimeoutSeconds'), inSeconds(5));
  builder.read(`${health}.healthyThreshold`, properties.get('HealthyThresholdCount'), { default: 5 });
  builder.read(`${health}.unhealthyThreshold`, properties.get('UnhealthyThresholdCount'), { default: 2 });
}
