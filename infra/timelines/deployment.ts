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
          description: 'it starts, as 99 of 100 do',
          duration: 'deployment.container.bootMs',
          owner: 'us',
          outcome: 'it answers /ready',
        },
        {
          description: 'the balancer finds it healthy',
          after: 'deployment.container.bootMs',
          duration: { product: [`${balancerHealth}.intervalMs`, `${balancerHealth}.healthyThreshold`] },
          owner: 'gateway',
          outcome: 'it gets traffic',
        },
        {
          description: 'its own check does not count',
          duration: 'deployment.container.startMs',
          owner: 'platform',
          outcome: 'failures count',
        },
        {
          description: 'the service looks away',
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
          description: 'an alarm can ring',
          duration: { product: ['deployment.alarms.periodMs', 'deployment.alarms.periods'] },
          owner: 'platform',
          outcome: 'back to the old version',
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
          outcome: 'its tasks leave',
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
      origin: 'the moment at which an old task leaves the balancer, of which nobody tells it',
      deadlines: [
        {
          description: 'its requests end',
          duration: 'deployment.balancer.deregistrationMs',
          owner: 'gateway',
          outcome: 'SIGTERM',
        },
        {
          description: 'the next task may leave',
          duration: 'deployment.scaling.inCooldownMs',
          owner: 'platform',
          outcome: 'scaling acts again',
        },
      ],
    },
    {
      origin: 'SIGTERM: after that, or at once on StopTask and Spot',
      deadlines: [
        {
          description: 'the listener stays open',
          duration: 'process.drainDelayMs',
          owner: 'us',
          outcome: 'no new connection',
        },
        {
          description: 'viewers are told to move',
          after: 'process.drainDelayMs',
          duration: 'process.viewerCloseMs',
          owner: 'us',
          outcome: 'the last one has moved',
        },
        {
          description: 'requests and turns end',
          after: { sum: drainSteps.slice(0, 2) },
          duration: 'process.drainInflightMs',
          owner: 'us',
          outcome: 'the rest is cut',
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
