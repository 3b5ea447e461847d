import { didYouMean } from '../../../../app/shared/suggestions.ts';
import { attribute, attributeKeys } from '../../models/cloudformation/attributes.ts';
import type { Resource } from '../../models/cloudformation/resources.ts';
import type { View } from '../../parse/value-ref.ts';
import type { Rule } from '../../source.ts';
import { balancerKeys, groupKeys, networkKeys } from './attribute-keys.ts';
import { outside, type Rules, type Say } from './rule.ts';

const unknownKey: Rule = {
  id: 'attribute-names-known',
  severity: 'error',
  summary: 'Attributes of balancers and target groups have names that the platform knows',
  prevents: 'a deployment that is refused, and rolled back, after it has begun',
  fix: 'Write the name as the guide lists it.',
};

const range: Rule = {
  id: 'attribute-in-range',
  severity: 'error',
  summary: 'Attributes of balancers and target groups lie in the range that the platform takes',
  prevents: 'a deployment that is refused, and rolled back, after it has begun',
  fix: 'Choose a number in the range.',
  toldBy: ['gateway-idle-allowed', 'client-keep-alive-allowed', 'deregistration-allowed'],
};

const slowStart: Rule = {
  id: 'slow-start-with-round-robin',
  severity: 'error',
  summary: 'A slow start is set only with the algorithm that knows one, and lasts 30 to 900 s',
  prevents: 'a deployment that is refused, and rolled back, after it has begun',
  fix: 'Set slow_start.duration_seconds to 0, or the algorithm to round_robin.',
  toldBy: ['slow-start-allowed'],
};

const healthRange: Rule = {
  id: 'health-check-in-range',
  severity: 'error',
  summary: 'Health checks of a target group lie in the range that the platform takes, and give up before the next one',
  prevents: 'a deployment that is refused, and rolled back, after it has begun',
  fix: 'Choose a number in the range, and a timeout below the interval.',
  toldBy: ['balancer-check-timeout-within-interval'],
};

type Range = readonly [min: number, max: number];

const ofBalancer: Readonly<Record<string, Range>> = {
  'idle_timeout.timeout_seconds': [1, 4000],
  'client_keep_alive.seconds': [60, 604_800],
};
const ofGroup: Readonly<Record<string, Range>> = { 'deregistration_delay.timeout_seconds': [0, 3600] };
const ofHealth: Readonly<Record<string, Range>> = {
  HealthCheckIntervalSeconds: [5, 300],
  HealthCheckTimeoutSeconds: [2, 120],
  HealthyThresholdCount: [2, 10],
  UnhealthyThresholdCount: [2, 10],
};

const slowStartSeconds: Range = [30, 900];

export const attributeRules: Rules = {
  rules: [unknownKey, range, slowStart, healthRange],
  check({ deployment }, say) {
    for (const { resource } of deployment.balancers)
      attributes(resource, 'LoadBalancerAttributes', balancerKeys, ofBalancer);
    for (const group of deployment.template.ofType('AWS::ElasticLoadBalancingV2::TargetGroup')) {
      attributes(group, 'TargetGroupAttributes', groupKeys, ofGroup);
      slow(group.properties, say);
      if (['HTTP', 'HTTPS'].includes(group.properties.get('Protocol').text() ?? '')) health(group.properties);
    }

    function attributes(
      { properties }: Resource,
      list: string,
      known: ReadonlySet<string>,
      ranges: Readonly<Record<string, Range>>,
    ): void {
      for (const [key, view] of attributeKeys(properties, list))
        if (networkKeys.has(key) && !known.has(key))
          say(
            unknownKey,
            view,
            `${key} is for network balancers`,
            'Leave it out, or make this a network balancer.',
          );
        else if (!known.has(key))
          say(unknownKey, view, `${key} is none of the names that there are${didYouMean(key, [...known])}`);
      for (const [key, [min, max]] of Object.entries(ranges)) {
        const view = attribute(properties, list, key);
        const wrong = outside(view, min, max);
        if (wrong !== null) say(range, view, `${key} is ${wrong}, and may be ${min} to ${max}`);
      }
    }

    function health(properties: View): void {
      for (const [key, [min, max]] of Object.entries(ofHealth)) {
        const wrong = outside(properties.get(key), min, max);
        if (wrong !== null)
          say(healthRange, properties.get(key), `${key} is ${wrong}, and may be ${min} to ${max}`);
      }
      const timeout = properties.get('HealthCheckTimeoutSeconds');
      const interval = properties.get('HealthCheckIntervalSeconds').number();
      const wrong = typeof interval === 'number' ? outside(timeout, 0, interval - 1) : null;
      if (wrong !== null)
        say(healthRange, timeout, `the timeout is ${wrong} s and the interval ${interval} s`);
    }
  },
};

function slow(properties: View, say: Say): void {
  const view = attribute(properties, 'TargetGroupAttributes', 'slow_start.duration_seconds');
  const seconds = view.number();
  if (typeof seconds !== 'number' || seconds === 0) return;
  const [min, max] = slowStartSeconds;
  const algorithm = attribute(properties, 'TargetGroupAttributes', 'load_balancing.algorithm.type').value;
  if (typeof algorithm === 'string' && algorithm !== 'round_robin')
    say(slowStart, view, `it is ${seconds} s, and the algorithm ${algorithm} knows none`);
  if (seconds < min || seconds > max)
    say(slowStart, view, `it is ${seconds} s, and may be ${min} to ${max} s`);
}
