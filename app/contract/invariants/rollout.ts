import type { Expression } from './expression.ts';
import type { Invariant } from './invariant.ts';

/** What ECS makes of percentages: it rounds the most that may run down, and the least that must run up. */
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
  summary: `A deployment of the smallest ${service} service may start a task before it stops one, or the other way round`,
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
  summary: `The ${service} service may have no fewer tasks at most than at least`,
  rationale: 'a deployment that is refused by AWS, and rolled back, after it has begun',
  source: 'AWS, Application Auto Scaling: scalable targets',
  reproduction: 'Deploy a template with more tasks at least than at most.',
  left: `deployment.${service}.tasksMin`,
  relation: '≤',
  right: `deployment.${service}.tasksMax`,
  unit: 'tasks',
});

/** A new version: who notices that it is bad, and whether it is still possible to go back then. */
export const rolloutInvariants: readonly Invariant[] = [
  deploymentHeadroom('web'),
  deploymentHeadroom('worker'),
  scalingRange('web'),
  scalingRange('worker'),
  {
    id: 'tasks-span-zones',
    summary: 'Where a zone may be lost, there is a web task in each',
    rationale: 'an outage of the whole service when one zone fails, beside a database that survives it',
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
    summary: 'An alarm can ring while it is still possible to go back',
    rationale: 'a bad version that has all the traffic, and no old one left, when the alarm rings',
    source: 'AWS, ECS deployment alarms and bake time. No offline validator relates them (measured)',
    reproduction: 'Set alarms.periods to 20 and deploy a version that answers 500: it stays.',
    left: { product: ['deployment.alarms.periodMs', 'deployment.alarms.periods'] },
    relation: '≤',
    right: { min: ['deployment.rollout.canaryMs', 'deployment.rollout.bakeMs'] },
    unit: 'ms',
  },
  {
    id: 'migration-within-function',
    summary: 'The migration is given up before the function that waits for it is killed',
    rationale:
      'a deployment that hangs for an hour, because nobody is left to tell CloudFormation that it failed',
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
    summary: 'Canary and bake together take less than CloudFormation waits',
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
    summary: 'A process writes what scaling and alarms go by at least twice in a period',
    rationale: 'periods without a number, in which nothing scales and no alarm can ring',
    source: 'AWS, CloudWatch: an alarm with missing data does not change its state',
    reproduction: 'Set measures.emfIntervalMs to two minutes and watch an alarm of one minute.',
    left: { product: ['measures.emfIntervalMs', 2] },
    relation: '≤',
    right: 'deployment.alarms.periodMs',
    unit: 'ms',
  },
];
