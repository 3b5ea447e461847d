import type { Resource } from '../../models/cloudformation/resources.ts';
import type { Template } from '../../models/cloudformation/template.ts';
import type { View } from '../../parse/value-ref.ts';
import type { Rule } from '../../source.ts';
import { outside, type Rules, type Say } from './rule.ts';

const room: Rule = {
  id: 'capacity-has-room',
  severity: 'error',
  summary: 'What scales may have no less at most than at least',
  prevents: 'a deployment that is refused, and rolled back, after it has begun',
  fix: 'Raise the largest capacity, or lower the smallest.',
  toldBy: ['web-scaling-range', 'worker-scaling-range'],
};

const database: Rule = {
  id: 'database-in-range',
  severity: 'error',
  summary: 'The capacity of a serverless database lies in the range that the platform takes',
  prevents: 'a deployment that is refused, and rolled back, after it has begun',
  fix: 'Choose half units up to 256, at least 1 at most, and a pause of 300 to 86400 s.',
};

const pauses: Rule = {
  id: 'database-can-pause',
  severity: 'note',
  summary: 'A database that may pause is left alone for as long as that takes',
  prevents:
    'a database that never pauses although the bill was made with that, or first requests that wait for it',
  fix: 'Set MinCapacity to 0.5, or let go of every connection while nothing is to do.',
};

const functions: Rule = {
  id: 'function-in-range',
  severity: 'error',
  summary: 'The time and the memory of a function lie in the range that the platform takes',
  prevents: 'a deployment that is refused',
  fix: 'Choose 1 to 900 s and 128 to 10240 MB; what takes longer belongs into a service.',
  toldBy: ['function-within-gateway'],
};

export const capacityRules: Rules = {
  rules: [room, database, pauses, functions],
  check({ deployment: { template } }, say) {
    for (const { properties } of template.ofType('AWS::ApplicationAutoScaling::ScalableTarget'))
      inOrder(properties.get('MinCapacity'), properties.get('MaxCapacity'), say);
    for (const cluster of template.ofType('AWS::RDS::DBCluster')) ofDatabase(template, cluster, say);
    for (const { properties } of template.ofType('AWS::Lambda::Function')) {
      const time = properties.get('Timeout');
      const wrong = outside(time, 1, 900);
      if (wrong !== null) say(functions, time, `it is ${wrong} s`);
      const memory = outside(properties.get('MemorySize'), 128, 10_240);
      if (memory !== null) say(functions, properties.get('MemorySize'), `it is ${memory} MB`);
    }
  },
};

function inOrder(least: View, most: View, say: Say): void {
  const [from, to] = [least.number(), most.number()];
  if (typeof from === 'number' && typeof to === 'number' && from > to)
    say(room, most, `it is ${to} at most and ${from} at least`);
}

function ofDatabase(template: Template, { id, properties }: Resource, say: Say): void {
  const scaling = properties.get('ServerlessV2ScalingConfiguration');
  const [least, most] = [scaling.get('MinCapacity'), scaling.get('MaxCapacity')];
  inOrder(least, most, say);
  const ranges = [
    [least, 0, 256],
    [most, 1, 256],
    [scaling.get('SecondsUntilAutoPause'), 300, 86_400],
  ] as const;
  for (const [view, min, max] of ranges) {
    const wrong = outside(view, min, max);
    if (wrong !== null) say(database, view, `it is ${wrong}, and may be ${min} to ${max}`);
  }
  if (least.number() !== 0) return;
  const awake = keepsAwake(template, id);
  if (awake !== null) say(pauses, least, awake);
}

/** What holds connections to a cluster, or asks it again and again, for as long as it runs. */
function keepsAwake(template: Template, cluster: string): string | null {
  const reaches = ({ id }: Resource) => template.reachableFrom(id, 4).has(cluster);
  const proxy = template.ofType('AWS::RDS::DBProxyTargetGroup', 'AWS::RDS::DBProxy').find(reaches);
  if (proxy) return `the proxy ${proxy.properties.place.resource} holds connections, so that it never pauses`;
  const service = template
    .ofType('AWS::ECS::Service')
    .find((found) => found.properties.get('DesiredCount').number() !== 0 && reaches(found));
  if (service)
    return (
      `the service ${service.properties.place.resource} always runs and uses it: it pauses only while every pool ` +
      'there has let go of all connections, and nothing polls'
    );
  return null;
}
