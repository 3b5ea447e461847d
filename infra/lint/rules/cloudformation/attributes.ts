import { didYouMean } from '../../../../app/shared/suggestions.ts';
import { readAttribute, readAttributeKeys } from '../../models/cloudformation/attributes.ts';
import type { Resource } from '../../models/cloudformation/resources.ts';
import type { ConfigNode } from '../../parse/config-node.ts';
import type { Rule } from '../../types.ts';
import type { ReportViolation } from '../rule-set.ts';
import { balancerKeys, groupKeys, networkKeys } from './attribute-keys.ts';
import { type CloudFormationRuleSet, outOfRange } from './context.ts';

const attributeNamesKnown: Rule = {
  id: 'attribute-names-known',
  severity: 'error',
  summary: 'Attributes of load balancers and target groups have known names',
  rationale: 'a deployment that starts, is rejected and rolled back',
  fix: 'Use a name from the API reference.',
};

const attributeInRange: Rule = {
  id: 'attribute-in-range',
  severity: 'error',
  summary: "Attributes of load balancers and target groups are in the platform's range",
  rationale: 'a deployment that starts, is rejected and rolled back',
  fix: 'Choose a value in the range.',
  supersededBy: ['gateway-idle-allowed', 'client-keep-alive-allowed', 'deregistration-allowed'],
};

const slowStartWithRoundRobin: Rule = {
  id: 'slow-start-with-round-robin',
  severity: 'error',
  summary: 'A slow start is used with round_robin only, and lasts 30 to 900 s',
  rationale: 'a deployment that starts, is rejected and rolled back',
  fix: 'Set slow_start.duration_seconds to 0, or the algorithm to round_robin.',
  supersededBy: ['slow-start-allowed'],
};

const healthCheckInRange: Rule = {
  id: 'health-check-in-range',
  severity: 'error',
  summary: "Health checks of a target group are in the platform's range, and time out before the next one",
  rationale: 'a deployment that starts, is rejected and rolled back',
  fix: 'Choose values in the range, and a timeout below the interval.',
  supersededBy: ['balancer-check-timeout-within-interval'],
};

type Range = readonly [min: number, max: number];

const balancerRanges: Readonly<Record<string, Range>> = {
  'idle_timeout.timeout_seconds': [1, 4000],
  'client_keep_alive.seconds': [60, 604_800],
};
const groupRanges: Readonly<Record<string, Range>> = { 'deregistration_delay.timeout_seconds': [0, 3600] };
const healthRanges: Readonly<Record<string, Range>> = {
  HealthCheckIntervalSeconds: [5, 300],
  HealthCheckTimeoutSeconds: [2, 120],
  HealthyThresholdCount: [2, 10],
  UnhealthyThresholdCount: [2, 10],
};

const slowStartSeconds: Range = [30, 900];

export const attributeRules: CloudFormationRuleSet = {
  rules: [attributeNamesKnown, attributeInRange, slowStartWithRoundRobin, healthCheckInRange],
  check({ deployment }, report) {
    for (const { resource } of deployment.balancers)
      checkAttributes(resource, 'LoadBalancerAttributes', balancerKeys, balancerRanges);
    for (const group of deployment.template.ofType('AWS::ElasticLoadBalancingV2::TargetGroup')) {
      checkAttributes(group, 'TargetGroupAttributes', groupKeys, groupRanges);
      checkSlowStart(group.properties, report);
      if (['HTTP', 'HTTPS'].includes(group.properties.get('Protocol').text() ?? ''))
        checkHealth(group.properties);
    }

    function checkAttributes(
      { properties }: Resource,
      list: string,
      known: ReadonlySet<string>,
      ranges: Readonly<Record<string, Range>>,
    ): void {
      for (const [key, node] of readAttributeKeys(properties, list))
        if (networkKeys.has(key) && !known.has(key))
          report(
            attributeNamesKnown,
            node,
            `${key} is for network load balancers`,
            'Remove it, or make this a network load balancer.',
          );
        else if (!known.has(key))
          report(attributeNamesKnown, node, `${key} is not a known name${didYouMean(key, [...known])}`);
      for (const [key, [min, max]] of Object.entries(ranges)) {
        const node = readAttribute(properties, list, key);
        const value = outOfRange(node, min, max);
        if (value !== null) report(attributeInRange, node, `${key} is ${value}, not ${min} to ${max}`);
      }
    }

    function checkHealth(properties: ConfigNode): void {
      for (const [key, [min, max]] of Object.entries(healthRanges)) {
        const value = outOfRange(properties.get(key), min, max);
        if (value !== null)
          report(healthCheckInRange, properties.get(key), `${key} is ${value}, not ${min} to ${max}`);
      }
      const timeout = properties.get('HealthCheckTimeoutSeconds');
      const interval = properties.get('HealthCheckIntervalSeconds').number();
      const value = typeof interval === 'number' ? outOfRange(timeout, 0, interval - 1) : null;
      if (value !== null)
        report(healthCheckInRange, timeout, `the timeout is ${value} s, and the interval ${interval} s`);
    }
  },
};

function checkSlowStart(properties: ConfigNode, report: ReportViolation): void {
  const node = readAttribute(properties, 'TargetGroupAttributes', 'slow_start.duration_seconds');
  const seconds = node.number();
  if (typeof seconds !== 'number' || seconds === 0) return;
  const [min, max] = slowStartSeconds;
  const algorithm = readAttribute(properties, 'TargetGroupAttributes', 'load_balancing.algorithm.type').value;
  if (typeof algorithm === 'string' && algorithm !== 'round_robin')
    report(
      slowStartWithRoundRobin,
      node,
      `it is ${seconds} s, and the algorithm ${algorithm} does not support one`,
    );
  if (seconds < min || seconds > max)
    report(slowStartWithRoundRobin, node, `it is ${seconds} s, not ${min} to ${max} s`);
}
