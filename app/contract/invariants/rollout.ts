import type { Expression } from './expression.ts';
import type { Invariant } from './invariant.ts';

/** ECS rounds the maximum number of tasks down and the minimum up. */
const tasksAtMost = (service: 'web' | 'worker'): Expression => ({
  floor: {
    quotient: [{ product: [`deployment.${service}.tasksMin`, `deployment.${service}.maximumPercent`] }, 100],
  },
});
const tasksAtLeast = (service: 'web' | 'worker'): Expression => ({
  ceil: {
    quotient: [{ product: [`deployment.${service}.tasksMin`, `deployment.${service}.minimumPercent`] }, 100],
  },
});

const deploymentHeadroom = (service: 'web' | 'worker'): Invariant => ({
  id: `${service}-deployment-headroom`,
  summary: `A deployment of the smallest ${service} service may start or stop a task first`,
  rationale: 'a deployment that can neither start nor stop a task, and hangs for three hours',
  source:
    'AWS, ECS deployment configuration: the maximum is rounded down, the minimum up. No offline validator knows it, ' +
    'CDK only with AZ rebalancing (measured)',
  reproduction: `Set deployment.${service}.maximumPercent to 100, which every validator accepts, and deploy twice.`,
  left: tasksAtMost(service),
  relation: '>',
  right: tasksAtLeast(service),
  unit: 'tasks',
});

const scalingRange = (service: 'web' | 'worker'): Invariant => ({
  id: `${service}-scaling-range`,
  summary: `The ${service} service’s maximum number of tasks is no less than its minimum`,
  rationale: 'a deployment that is refused by AWS, and rolled back, after it has begun',
  source: 'AWS, Application Auto Scaling: scalable targets',
  reproduction: 'Deploy a template whose minimum number of tasks is above its maximum.',
  left: `deployment.${service}.tasksMin`,
  relation: '≤',
  right: `deployment.${service}.tasksMax`,
  unit: 'tasks',
});

/** Rollout of a new version: room for its tasks, and a rollback while it is still possible. */
export const rolloutInvariants: readonly Invariant[] = [
  deploymentHeadroom('web'),
  deploymentHeadroom('worker'),
  scalingRange('web'),
  scalingRange('worker'),
  {
    id: 'tasks-span-zones',
    summary: 'With a standby database, every zone has a web task',
    rationale: 'an outage of the whole service when one zone fails, although the database survives it',
    source: 'AWS, ECS spreads the tasks of a service over its zones; one task is in one zone',
    reproduction: 'Set deployment.web.tasksMin to 1 in production and close its subnet.',
    left: 'deployment.web.tasksMin',
    relation: '≥',
    right: 'deployment.network.zones',
    unit: 'tasks',
    when: 'deployment.database.standby',
  },
  {
    id: 'alarm-before-rollout-ends',
    summary: 'An alarm can go off while a rollback is still possible',
    rationale: 'a bad version that has all the traffic, and no old version left, when the alarm goes off',
    source: 'AWS, ECS deployment alarms and bake time. No offline validator relates them (measured)',
    reproduction: 'Set alarms.periods to 20 and deploy a version that answers 500: it stays.',
    left: { product: ['deployment.alarms.periodMs', 'deployment.alarms.periods'] },
    relation: '≤',
    right: { min: ['deployment.rollout.canaryMs', 'deployment.rollout.bakeMs'] },
    unit: 'ms',
  },
  {
    id: 'migration-within-function',
    summary: 'The migration times out before the function that waits for it',
    rationale: 'a deployment that hangs for an hour, because CloudFormation never gets the failure',
    source:
      'AWS, CloudFormation custom resources: without an answer they wait for an hour; Lambda quotas: 15 minutes',
    reproduction: 'Set deployment.migration.deadlineMs to 20 min and let a migration wait for a lock.',
    left: { sum: ['deployment.migration.deadlineMs', 'deployment.migration.pollMs', 'edge.marginMs'] },
    relation: '≤',
    right: 'deployment.function.timeoutMsMax',
    unit: 'ms',
  },
  {
    id: 'rollout-within-operation',
    summary: "Canary and bake together are within CloudFormation's limit",
    rationale: 'a good deployment that is rolled back because it took too long',
    source: 'AWS, ECS canary configuration: above 33 hours CloudFormation refuses, above 36 it gives up',
    reproduction: 'Set rollout.bakeMs to 24 h and canaryMs to 10 h.',
    left: { sum: ['deployment.rollout.canaryMs', 'deployment.rollout.bakeMs'] },
    relation: '≤',
    right: 'deployment.rollout.durationMsMax',
    unit: 'ms',
  },
  {
    id: 'metrics-within-period',
    summary: 'A process writes the metrics for scaling and alarms at least twice per period',
    rationale: 'periods without data, in which nothing scales and no alarm can go off',
    source: 'AWS, CloudWatch: an alarm with missing data does not change its state',
    reproduction: 'Set measures.emfIntervalMs to two minutes and watch an alarm of one minute.',
    left: { product: ['measures.emfIntervalMs', 2] },
    relation: '≤',
    right: 'deployment.alarms.periodMs',
    unit: 'ms',
  },
];
