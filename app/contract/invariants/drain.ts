import type { Invariant } from './invariant.ts';

/** How a task leaves: from the balancer first, or, on StopTask and Spot, with no warning but SIGTERM. */
export const drainInvariants: readonly Invariant[] = [
  {
    id: 'drain-within-stop',
    summary: "The drain's steps fit before the platform kills the process",
    rationale: 'SIGKILL in the middle of a write, lost turns, cut requests on every deployment',
    source: 'AWS, ECS container definition: stopTimeout is 30 s unless set, then SIGKILL; exit code 137',
    reproduction:
      'Set process.stopMs below the sum and stop the process with viewers and a slow request open.',
    left: {
      sum: ['process.drainDelayMs', 'process.drainInflightMs', 'process.viewerCloseMs', 'process.flushMs'],
    },
    relation: '≤',
    right: 'process.stopMs',
    unit: 'ms',
  },
  {
    id: 'stop-allowed',
    summary: 'The platform grants the time that a process has to stop',
    rationale: 'a deployment that is refused by AWS, or a drain that is cut off where nobody expects it',
    source:
      'AWS, ECS container definition: at most 120 s on Fargate. No offline validator knows it (measured)',
    reproduction: 'Synthesize with process.stopMs 300 s, which passes, and deploy, which does not.',
    left: 'process.stopMs',
    relation: '≤',
    right: 'deployment.container.stopMsMax',
    unit: 'ms',
  },
  {
    id: 'drain-delay-covers-gateway',
    summary: 'The listener stays open until a gateway has stopped sending',
    rationale: 'refused connections and 502s whenever a task is stopped',
    source:
      'amazon-ecs-agent#2316: 502s for 3 to 5 s after StopTask; aws-load-balancer-controller#2366: for about 17 s, ' +
      'with a controller between. Measured: a listener that closes too early fails every request, one that stays none',
    reproduction:
      'Set process.drainDelayMs to 0, keep sending requests through a proxy, and stop one of two tasks.',
    left: 'process.drainDelayMs',
    relation: '≥',
    right: {
      max: [
        { product: ['probes.readiness.periodMs', 'probes.readiness.failures'] },
        { value: 15_000, label: 'how long a balancer goes on sending' },
      ],
    },
    unit: 'ms',
    when: 'edge.gatewayIdleMs',
  },
  {
    id: 'inflight-outlasts-requests',
    summary: 'A request that has begun when its process is told to stop may take its whole deadline',
    rationale: 'answers that are cut off on StopTask, on Spot and when an unhealthy task is replaced',
    source: 'amazon-ecs-agent#2316: SIGTERM comes without waiting for the balancer',
    reproduction:
      'Set process.drainInflightMs to 10 s, ask for something that takes a minute, and stop the task.',
    left: 'process.drainInflightMs',
    relation: '≥',
    right: 'classes.api.deadlineMs',
    unit: 'ms',
    when: 'edge.gatewayIdleMs',
  },
  {
    id: 'deregistration-outlasts-requests',
    summary: 'The balancer lets the requests of a target that leaves take their whole deadline',
    rationale: '5xx for the requests in progress, on every deployment',
    source:
      'AWS, target group attributes: a target that ends earlier gives its clients a 500-level error; ' +
      'dify-self-hosted-on-aws: 10 s against answers of 600 s',
    reproduction: 'Set deregistrationMs to 10 s, ask for something that takes a minute, and deploy.',
    left: 'deployment.balancer.deregistrationMs',
    relation: '≥',
    right: 'classes.api.deadlineMs',
    unit: 'ms',
    when: 'edge.gatewayIdleMs',
  },
  {
    id: 'deregistration-allowed',
    summary: 'The time that a balancer lets a target leave in is one that it takes',
    rationale: 'a deployment that is refused by AWS, and rolled back, after it has begun',
    source:
      'AWS, target group attributes: deregistration_delay.timeout_seconds is 0 to 3600. No offline validator knows ' +
      'it (measured)',
    reproduction: 'Synthesize with 4000 s, which passes, and deploy, which does not.',
    left: 'deployment.balancer.deregistrationMs',
    relation: '≤',
    right: { value: 3_600_000, label: 'the longest that a balancer takes' },
    unit: 'ms',
  },
  {
    id: 'deregistration-within-scale-in-cooldown',
    summary: 'A task has left before scaling may take the next one away',
    rationale: 'several tasks that drain at once, so that the rest is overloaded and more are started again',
    source:
      'AWS, Optimize load balancer connection draining parameters for ECS: a task leaves in the deregistration delay ' +
      'and then its stop timeout, one after the other',
    reproduction:
      'Set scaling.inCooldownMs to 60 s and let the load fall: three tasks drain at the same time.',
    left: 'deployment.scaling.inCooldownMs',
    relation: '≥',
    right: { sum: ['deployment.balancer.deregistrationMs', 'process.stopMs'] },
    unit: 'ms',
  },
  {
    id: 'reconnect-rate-within-capacity',
    summary:
      'The viewers of a task that leaves come back no faster than the one task that may be left can take them',
    rationale:
      'a storm of reconnections that takes the remaining tasks down, or that the edge blocks as an attack',
    source: 'Our own rule; process.viewerCloseMs is what the jitter of their return is spread over',
    reproduction: 'Set process.viewerCloseMs to 100 ms and stop a task with a thousand viewers.',
    left: {
      quotient: [{ product: ['deployment.scaling.liveConnectionsPerTask', 1000] }, 'process.viewerCloseMs'],
    },
    relation: '≤',
    right: 'deployment.scaling.requestsPerSecondPerTask',
    unit: 'requests a second',
    when: 'edge.gatewayIdleMs',
  },
];
