import type { Expression } from '../expression.ts';
import type { Invariant } from '../relation.ts';

/** What ECS makes of percentages: it rounds the most that may run down, and the least that must run up. */
const may = (service: 'web' | 'worker'): Expression => ({
  down: {
    quotient: [{ product: [`deployment.${service}.tasksMin`, `deployment.${service}.maximumPercent`] }, 100],
  },
});
const must = (service: 'web' | 'worker'): Expression => ({
  up: {
    quotient: [{ product: [`deployment.${service}.tasksMin`, `deployment.${service}.minimumPercent`] }, 100],
  },
});

const roomToDeploy = (service: 'web' | 'worker'): Invariant => ({
  id: `${service}-room-to-deploy`,
  says: `A deployment of the smallest ${service} service may start a task before it stops one, or the other way round`,
  prevents: 'a deployment that can neither start nor stop a task, and hangs for three hours',
  source:
    'AWS, ECS deployment configuration: the maximum is rounded down, the minimum up. No offline validator knows it, ' +
    'CDK only with AZ rebalancing (measured)',
  reproduce: `Set deployment.${service}.maximumPercent to 100, which every validator accepts, and deploy twice.`,
  left: may(service),
  relation: '>',
  right: must(service),
  unit: 'tasks',
});

const fewestAndMost = (service: 'web' | 'worker'): Invariant => ({
  id: `${service}-scaling-has-room`,
  says: `The ${service} service may have no fewer tasks at most than at least`,
  prevents: 'a deployment that is refused by AWS, and rolled back, after it has begun',
  source: 'AWS, Application Auto Scaling: scalable targets',
  reproduce: 'Deploy a template with more tasks at least than at most.',
  left: `deployment.${service}.tasksMin`,
  relation: '≤',
  right: `deployment.${service}.tasksMax`,
  unit: 'tasks',
});

/** A new version: who notices that it is bad, and whether it is still possible to go back then. */
export const rollout: readonly Invariant[] = [
  roomToDeploy('web'),
  roomToDeploy('worker'),
  fewestAndMost('web'),
  fewestAndMost('worker'),
  {
    id: 'tasks-over-zones',
    says: 'Where a zone may be lost, there is a web task in each',
    prevents: 'an outage of the whole service when one zone fails, beside a database that survives it',
    source: 'AWS, ECS spreads the tasks of a service over its zones; one task is in one zone',
    reproduce: 'Set deployment.web.tasksMin to 1 in production and close its subnet.',
    left: 'deployment.web.tasksMin',
    relation: '≥',
    right: 'deployment.network.zones',
    unit: 'tasks',
    when: 'deployment.database.standby',
  },
  {
    id: 'alarm-rings-in-time',
    says: 'An alarm can ring while it is still possible to go back',
    prevents: 'a bad version that has all the traffic, and no old one left, when the alarm rings',
    source: 'AWS, ECS deployment alarms and bake time. No offline validator relates them (measured)',
    reproduce: 'Set alarms.periods to 20 and deploy a version that answers 500: it stays.',
    left: { product: ['deployment.alarms.periodMs', 'deployment.alarms.periods'] },
    relation: '≤',
    right: { least: ['deployment.rollout.canaryMs', 'deployment.rollout.bakeMs'] },
    unit: 'ms',
  },
  {
    id: 'migration-within-function',
    says: 'The migration is given up before the function that waits for it is killed',
    prevents:
      'a deployment that hangs for an hour, because nobody is left to tell CloudFormation that it failed',
    source:
      'AWS, CloudFormation custom resources: without an answer they wait for an hour; Lambda quotas: 15 minutes',
    reproduce: 'Set deployment.migration.deadlineMs to 20 min and let a migration wait for a lock.',
    left: { sum: ['deployment.migration.deadlineMs', 'deployment.migration.pollMs', 'edge.marginMs'] },
    relation: '≤',
    right: 'deployment.function.timeoutMsMax',
    unit: 'ms',
  },
  {
    id: 'rollout-within-operation',
    says: 'Canary and bake together take less than CloudFormation waits',
    prevents: 'a good deployment that is rolled back because it took too long',
    source: 'AWS, ECS canary configuration: above 33 hours CloudFormation refuses, above 36 it gives up',
    reproduce: 'Set rollout.bakeMs to 24 h and canaryMs to 10 h.',
    left: { sum: ['deployment.rollout.canaryMs', 'deployment.rollout.bakeMs'] },
    relation: '≤',
    right: 'deployment.rollout.durationMsMax',
    unit: 'ms',
  },
  {
    id: 'metrics-within-period',
    says: 'A process writes what scaling and alarms go by at least twice in a period',
    prevents: 'periods without a number, in which nothing scales and no alarm can ring',
    source: 'AWS, CloudWatch: an alarm with missing data does not change its state',
    reproduce: 'Set measures.metricsLineMs to two minutes and watch an alarm of one minute.',
    left: { product: ['measures.metricsLineMs', 2] },
    relation: '≤',
    right: 'deployment.alarms.periodMs',
    unit: 'ms',
  },
];
