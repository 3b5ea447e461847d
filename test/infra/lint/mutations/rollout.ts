import type { Mutation } from './mutation.ts';
import { alarm, contractMismatch, count, policy, web, worker } from './targets.ts';

/** Rolling updates and scaling. */
export const rollout: readonly Mutation[] = [
  {
    name: 'at most 50 % of the tasks, and 100 % must stay healthy',
    resource: web,
    path: ['DeploymentConfiguration', 'MaximumPercent'],
    value: 50,
    findings: ['rebalancing-has-room', contractMismatch, 'web-deployment-headroom'],
  },
  {
    name: 'exactly 100 % of the workers',
    resource: worker,
    path: ['DeploymentConfiguration', 'MaximumPercent'],
    value: 100,
    findings: ['rebalancing-has-room', contractMismatch, 'worker-deployment-headroom'],
  },
  {
    name: 'a health check grace period of 10 s',
    resource: web,
    path: ['HealthCheckGracePeriodSeconds'],
    value: 10,
    findings: ['grace-covers-boot', contractMismatch],
  },
  {
    name: 'a task maximum below the minimum',
    resource: count,
    path: ['MinCapacity'],
    value: 12,
    findings: [contractMismatch, 'web-scaling-range'],
  },
  {
    name: 'one task for two zones',
    resource: count,
    path: ['MinCapacity'],
    value: 1,
    findings: ['tasks-span-zones', contractMismatch],
  },
  {
    name: 'ninety tasks, each with a pool',
    resource: count,
    path: ['MaxCapacity'],
    value: 90,
    findings: ['connections-within-database', contractMismatch],
  },
  {
    name: 'a scale-in cooldown below the deregistration delay',
    resource: policy,
    path: ['TargetTrackingScalingPolicyConfiguration', 'ScaleInCooldown'],
    value: 60,
    findings: ['deregistration-within-scale-in-cooldown', contractMismatch],
  },
  {
    name: 'a canary of 200 %',
    resource: web,
    path: ['DeploymentConfiguration', 'CanaryConfiguration', 'CanaryPercent'],
    value: 200,
    findings: ['rollout-in-range', contractMismatch],
  },
  {
    name: 'canary and bake time of 44 hours',
    resource: web,
    path: ['DeploymentConfiguration', 'CanaryConfiguration', 'CanaryBakeTimeInMinutes'],
    value: 2640,
    findings: ['rollout-within-operation', contractMismatch],
  },
  {
    name: 'the alarm fires after the canary',
    resource: alarm,
    path: ['EvaluationPeriods'],
    value: 15,
    findings: ['alarm-before-rollout-ends', contractMismatch],
  },
];
