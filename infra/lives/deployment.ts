import type { Expression } from '../../app/contract/expression.ts';
import type { Life } from './life.ts';

const drained: readonly Expression[] = [
  'process.drainLagMs',
  'process.viewerCloseMs',
  'process.drainInflightMs',
  'process.flushMs',
];

const balancerHealth = 'deployment.balancer.health';

export const deployment: Life = {
  of: 'a deployment',
  parts: [
    {
      zero: 'a new task',
      deadlines: [
        {
          says: 'it starts, as 99 of 100 do',
          lasts: 'deployment.container.bootMs',
          owner: 'us',
          outcome: 'it answers /ready',
        },
        {
          says: 'the balancer finds it healthy',
          after: 'deployment.container.bootMs',
          lasts: { product: [`${balancerHealth}.intervalMs`, `${balancerHealth}.healthyAnswers`] },
          owner: 'gateway',
          outcome: 'it gets traffic',
        },
        {
          says: 'its own check does not count',
          lasts: 'deployment.container.startMs',
          owner: 'platform',
          outcome: 'failures count',
        },
        {
          says: 'the service looks away',
          lasts: 'deployment.container.graceMs',
          owner: 'platform',
          outcome: 'unhealthy tasks are replaced',
        },
      ],
    },
    {
      zero: 'the first traffic of the new version',
      deadlines: [
        {
          says: 'an alarm can ring',
          lasts: { product: ['deployment.alarms.periodMs', 'deployment.alarms.periods'] },
          owner: 'platform',
          outcome: 'back to the old version',
        },
        {
          says: 'a share of the traffic',
          lasts: 'deployment.rollout.canaryMs',
          owner: 'platform',
          outcome: 'all of it',
        },
        {
          says: 'the old version stays',
          after: 'deployment.rollout.canaryMs',
          lasts: 'deployment.rollout.bakeMs',
          owner: 'platform',
          outcome: 'its tasks leave',
        },
        {
          says: 'CloudFormation waits',
          lasts: 'deployment.rollout.durationMsMax',
          owner: 'platform',
          outcome: 'rolled back',
        },
      ],
    },
    {
      zero: 'the moment at which an old task leaves the balancer, of which nobody tells it',
      deadlines: [
        {
          says: 'its requests end',
          lasts: 'deployment.balancer.deregistrationMs',
          owner: 'gateway',
          outcome: 'SIGTERM',
        },
        {
          says: 'the next task may leave',
          lasts: 'deployment.scaling.inCooldownMs',
          owner: 'platform',
          outcome: 'scaling acts again',
        },
      ],
    },
    {
      zero: 'SIGTERM: after that, or at once on StopTask and Spot',
      deadlines: [
        {
          says: 'the listener stays open',
          lasts: 'process.drainLagMs',
          owner: 'us',
          outcome: 'no new connection',
        },
        {
          says: 'viewers are told to move',
          after: 'process.drainLagMs',
          lasts: 'process.viewerCloseMs',
          owner: 'us',
          outcome: 'the last one has moved',
        },
        {
          says: 'requests and turns end',
          after: { sum: drained.slice(0, 2) },
          lasts: 'process.drainInflightMs',
          owner: 'us',
          outcome: 'the rest is cut',
        },
        {
          says: 'pools and logs close',
          after: { sum: drained.slice(0, 3) },
          lasts: 'process.flushMs',
          owner: 'us',
          outcome: 'exit 0',
        },
        { says: 'the platform waits', lasts: 'process.stopMs', owner: 'platform', outcome: 'SIGKILL' },
      ],
    },
  ],
};
