import type { Invariant } from './invariant.ts';

/** Stopping a task: after deregistration, or, on StopTask and Spot, with SIGTERM as the only notice. */
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
    rationale: 'a deployment that is refused by AWS, or a drain that is cut off unexpectedly',
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
    summary: 'The listener stays open until the gateway has stopped sending requests',
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
        { value: 15_000, label: 'how long a load balancer continues to send' },
      ],
    },
    unit: 'ms',
    when: 'edge.gatewayIdleMs',
  },
  {
    id: 'inflight-outlasts-requests',
    summary: 'A request in flight at SIGTERM may take its whole deadline',
    rationale: 'responses that are cut off on StopTask, on Spot and when an unhealthy task is replaced',
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
    summary: 'The deregistration delay covers the deadline of requests in flight',
    rationale: '5xx for the requests in flight, on every deployment',
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
    summary: "The deregistration delay is within the load balancer's limit",
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
    summary: 'A task has stopped before scaling may remove the next one',
    rationale: 'several tasks that drain at once, so that the others are overloaded and new ones are started',
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
    summary: 'The viewers of a stopping task reconnect no faster than one remaining task can accept them',
    rationale: 'a reconnect storm that overloads the remaining tasks, or that the edge blocks as an attack',
    source: 'Our own rule; reconnections are spread over process.viewerCloseMs',
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
