import type { Expression } from '../../app/contract/invariants/expression.ts';
import type { TimelineDefinition } from './timeline.ts';

const drainSteps: readonly Expression[] = [
  'process.drainDelayMs',
  'process.viewerCloseMs',
  'process.drainInflightMs',
  'process.flushMs',
];

const balancerHealth = 'deployment.balancer.health';

export const deploymentTimeline: TimelineDefinition = {
  subject: 'a deployment',
  sections: [
    {
      origin: 'a new task',
      deadlines: [
        {
          description: 'it starts (99th percentile)',
          duration: 'deployment.container.bootMs',
          owner: 'us',
          outcome: 'it answers /ready',
        },
        {
          description: 'the load balancer finds it healthy',
          after: 'deployment.container.bootMs',
          duration: { product: [`${balancerHealth}.intervalMs`, `${balancerHealth}.healthyThreshold`] },
          owner: 'gateway',
          outcome: 'it gets traffic',
        },
        {
          description: 'its own check is ignored',
          duration: 'deployment.container.startMs',
          owner: 'platform',
          outcome: 'failures count',
        },
        {
          description: 'the grace period of the service',
          duration: 'deployment.container.graceMs',
          owner: 'platform',
          outcome: 'unhealthy tasks are replaced',
        },
      ],
    },
    {
      origin: 'the first traffic of the new version',
      deadlines: [
        {
          description: 'an alarm can go off',
          duration: { product: ['deployment.alarms.periodMs', 'deployment.alarms.periods'] },
          owner: 'platform',
          outcome: 'rolled back',
        },
        {
          description: 'a share of the traffic',
          duration: 'deployment.rollout.canaryMs',
          owner: 'platform',
          outcome: 'all of it',
        },
        {
          description: 'the old version stays',
          after: 'deployment.rollout.canaryMs',
          duration: 'deployment.rollout.bakeMs',
          owner: 'platform',
          outcome: 'its tasks are stopped',
        },
        {
          description: 'CloudFormation waits',
          duration: 'deployment.rollout.durationMsMax',
          owner: 'platform',
          outcome: 'rolled back',
        },
      ],
    },
    {
      origin: 'the deregistration of an old task, without a signal to it',
      deadlines: [
        {
          description: 'its requests end',
          duration: 'deployment.balancer.deregistrationMs',
          owner: 'gateway',
          outcome: 'SIGTERM',
        },
        {
          description: 'the next task may be stopped',
          duration: 'deployment.scaling.inCooldownMs',
          owner: 'platform',
          outcome: 'scaling acts again',
        },
      ],
    },
    {
      origin: 'SIGTERM: after deregistration, or at once on StopTask and Spot',
      deadlines: [
        {
          description: 'the listener stays open',
          duration: 'process.drainDelayMs',
          owner: 'us',
          outcome: 'no new connection',
        },
        {
          description: 'viewers are asked to reconnect',
          after: 'process.drainDelayMs',
          duration: 'process.viewerCloseMs',
          owner: 'us',
          outcome: 'all have reconnected',
        },
        {
          description: 'requests and turns end',
          after: { sum: drainSteps.slice(0, 2) },
          duration: 'process.drainInflightMs',
          owner: 'us',
          outcome: 'the rest is aborted',
        },
        {
          description: 'pools and logs close',
          after: { sum: drainSteps.slice(0, 3) },
          duration: 'process.flushMs',
          owner: 'us',
          outcome: 'exit 0',
        },
        {
          description: 'the platform waits',
          duration: 'process.stopMs',
          owner: 'platform',
          outcome: 'SIGKILL',
        },
      ],
    },
  ],
};
