import type { Mutation } from './mutation.ts';
import { alarm, count, policy, same, web, worker } from './places.ts';

/** How tasks are replaced, added and taken away. */
export const rollout: readonly Mutation[] = [
  {
    name: 'at most 50 % of tasks, and 100 % must run',
    of: web,
    at: ['DeploymentConfiguration', 'MaximumPercent'],
    to: 50,
    finds: ['rebalancing-has-room', same, 'web-deployment-headroom'],
  },
  {
    name: 'exactly 100 % of the workers',
    of: worker,
    at: ['DeploymentConfiguration', 'MaximumPercent'],
    to: 100,
    finds: ['rebalancing-has-room', same, 'worker-deployment-headroom'],
  },
  {
    name: 'no grace for tasks that start',
    of: web,
    at: ['HealthCheckGracePeriodSeconds'],
    to: 10,
    finds: ['grace-covers-boot', same],
  },
  {
    name: 'fewer tasks at most than at least',
    of: count,
    at: ['MinCapacity'],
    to: 12,
    finds: [same, 'web-scaling-range'],
  },
  {
    name: 'one task for two zones',
    of: count,
    at: ['MinCapacity'],
    to: 1,
    finds: ['tasks-span-zones', same],
  },
  {
    name: 'ninety tasks, each with a pool',
    of: count,
    at: ['MaxCapacity'],
    to: 90,
    finds: ['connections-within-database', same],
  },
  {
    name: 'the next task goes while one still drains',
    of: policy,
    at: ['TargetTrackingScalingPolicyConfiguration', 'ScaleInCooldown'],
    to: 60,
    finds: ['deregistration-within-scale-in-cooldown', same],
  },
  {
    name: 'a canary of 200 %',
    of: web,
    at: ['DeploymentConfiguration', 'CanaryConfiguration', 'CanaryPercent'],
    to: 200,
    finds: ['rollout-in-range', same],
  },
  {
    name: 'canary and bake of 44 hours',
    of: web,
    at: ['DeploymentConfiguration', 'CanaryConfiguration', 'CanaryBakeTimeInMinutes'],
    to: 2640,
    finds: ['rollout-within-operation', same],
  },
  {
    name: 'the alarm rings after the canary',
    of: alarm,
    at: ['EvaluationPeriods'],
    to: 15,
    finds: ['alarm-before-rollout-ends', same],
  },
];
