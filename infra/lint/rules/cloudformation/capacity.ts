import type { Resource } from '../../models/cloudformation/resources.ts';
import type { Template } from '../../models/cloudformation/template.ts';
import type { ConfigNode } from '../../parse/config-node.ts';
import type { Rule } from '../../types.ts';
import type { ReportViolation } from '../rule-set.ts';
import { type CloudFormationRuleSet, outOfRange } from './context.ts';

const capacityHasRoom: Rule = {
  id: 'capacity-has-room',
  severity: 'error',
  summary: 'The largest capacity is not below the smallest',
  rationale: 'a deployment that starts, is rejected and rolled back',
  fix: 'Raise the largest capacity, or lower the smallest.',
  supersededBy: ['web-scaling-range', 'worker-scaling-range'],
};

const databaseInRange: Rule = {
  id: 'database-in-range',
  severity: 'error',
  summary: "The capacity of a serverless database is in the platform's range",
  rationale: 'a deployment that starts, is rejected and rolled back',
  fix: 'Choose capacities in half units up to 256, a maximum of at least 1, and a pause after 300 to 86400 s.',
};

const databaseCanPause: Rule = {
  id: 'database-can-pause',
  severity: 'note',
  summary: 'A database that may pause is idle long enough to pause',
  rationale:
    'a database that never pauses and costs more than planned, or first requests that wait for it to resume',
  fix: 'Set MinCapacity to 0.5, or close every connection while idle.',
};

const functionInRange: Rule = {
  id: 'function-in-range',
  severity: 'error',
  summary: "The timeout and the memory of a function are in the platform's range",
  rationale: 'a deployment that is rejected',
  fix: 'Choose 1 to 900 s and 128 to 10240 MB; run longer work in a service.',
  supersededBy: ['function-within-gateway'],
};

export const capacityRules: CloudFormationRuleSet = {
  rules: [capacityHasRoom, databaseInRange, databaseCanPause, functionInRange],
  check({ deployment: { template } }, report) {
    for (const { properties } of template.ofType('AWS::ApplicationAutoScaling::ScalableTarget'))
      checkOrder(properties.get('MinCapacity'), properties.get('MaxCapacity'), report);
    for (const cluster of template.ofType('AWS::RDS::DBCluster')) checkDatabase(template, cluster, report);
    for (const { properties } of template.ofType('AWS::Lambda::Function')) {
      const time = properties.get('Timeout');
      const value = outOfRange(time, 1, 900);
      if (value !== null) report(functionInRange, time, `it is ${value} s`);
      const memory = outOfRange(properties.get('MemorySize'), 128, 10_240);
      if (memory !== null) report(functionInRange, properties.get('MemorySize'), `it is ${memory} MB`);
    }
  },
};

function checkOrder(min: ConfigNode, max: ConfigNode, report: ReportViolation): void {
  const [from, to] = [min.number(), max.number()];
  if (typeof from === 'number' && typeof to === 'number' && from > to)
    report(capacityHasRoom, max, `the maximum is ${to}, and the minimum ${from}`);
}

function checkDatabase(template: Template, { id, properties }: Resource, report: ReportViolation): void {
  const scaling = properties.get('ServerlessV2ScalingConfiguration');
  const [minCapacity, maxCapacity] = [scaling.get('MinCapacity'), scaling.get('MaxCapacity')];
  checkOrder(minCapacity, maxCapacity, report);
  const ranges = [
    [minCapacity, 0, 256],
    [maxCapacity, 1, 256],
    [scaling.get('SecondsUntilAutoPause'), 300, 86_400],
  ] as const;
  for (const [node, min, max] of ranges) {
    const value = outOfRange(node, min, max);
    if (value !== null) report(databaseInRange, node, `it is ${value}, not ${min} to ${max}`);
  }
  if (minCapacity.number() !== 0) return;
  const reason = findKeepAwake(template, id);
  if (reason !== null) report(databaseCanPause, minCapacity, reason);
}

/** Describes a resource that holds connections to the cluster or polls it; null when there is none. */
function findKeepAwake(template: Template, cluster: string): string | null {
  const reachesCluster = ({ id }: Resource) => template.reachableFrom(id, 4).has(cluster);
  const proxy = template.ofType('AWS::RDS::DBProxyTargetGroup', 'AWS::RDS::DBProxy').find(reachesCluster);
  if (proxy)
    return `the proxy ${proxy.properties.place.resource} holds connections, so the database never pauses`;
  const service = template
    .ofType('AWS::ECS::Service')
    .find((found) => found.properties.get('DesiredCount').number() !== 0 && reachesCluster(found));
  if (service)
    return (
      `the service ${service.properties.place.resource} always runs and uses it: it pauses only while every pool ` +
      'there has closed its connections and nothing polls'
    );
  return null;
}
