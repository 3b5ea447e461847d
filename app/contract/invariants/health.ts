import type { Invariant } from './invariant.ts';

/** Health checks: their timeouts, how soon a failure counts, and which layer acts first. */
export const healthInvariants: readonly Invariant[] = [
  {
    id: 'liveness-timeout-within-period',
    summary: 'A liveness probe times out before the next one',
    rationale: 'a process that hangs for much longer than periods and failures say, before it is restarted',
    source:
      'Kubernetes, pkg/kubelet/prober/worker.go: one probe after another; of the ticks that pass during one, ' +
      'the first is kept. Measured',
    reproduction:
      'Set probes.liveness.timeoutMs to 20 s and stall the process: it is restarted after a minute.',
    left: 'probes.liveness.timeoutMs',
    relation: '<',
    right: 'probes.liveness.periodMs',
    unit: 'ms',
  },
  {
    id: 'readiness-timeout-within-period',
    summary: 'A readiness probe times out before the next one',
    rationale: 'requests to a process that hangs, for much longer than periods and failures say',
    source:
      'Kubernetes, pkg/kubelet/prober/worker.go: one probe after another; of the ticks that pass during one, ' +
      'the first is kept. Measured',
    reproduction:
      'Set probes.readiness.timeoutMs to 10 s and stall one of two processes: it gets requests for half a minute.',
    left: 'probes.readiness.timeoutMs',
    relation: '<',
    right: 'probes.readiness.periodMs',
    unit: 'ms',
  },
  {
    id: 'probe-deadline-within-timeout',
    summary: "Our deadline for a probe is no later than the prober's timeout",
    rationale: 'a probe that counts as failed although its response was on the way',
    source: 'Our own rule',
    reproduction: 'Set classes.probe.deadlineMs to 6 s and make a readiness check take 4 s.',
    left: 'classes.probe.deadlineMs',
    relation: '≤',
    right: {
      min: [
        'probes.liveness.timeoutMs',
        'probes.readiness.timeoutMs',
        'deployment.balancer.health.timeoutMs',
        'deployment.container.health.timeoutMs',
      ],
    },
    unit: 'ms',
  },
  {
    id: 'check-within-probe',
    summary: 'A readiness check ends before its probe times out',
    rationale: 'a probe that times out and cannot name the failed dependency',
    source: 'Our own rule',
    reproduction:
      'Set probes.checkTimeoutMs to 3 s and take the database away: /ready is a 504 without names.',
    left: 'probes.checkTimeoutMs',
    relation: '<',
    right: { min: ['classes.probe.deadlineMs', 'probes.readiness.timeoutMs'] },
    unit: 'ms',
  },
  {
    id: 'balancer-check-timeout-within-interval',
    summary: "The load balancer's health check times out before the next one",
    rationale: 'a deployment that is refused by AWS, or targets that flap',
    source: 'AWS, target group health checks. CDK knows it; validators of templates do not (measured)',
    reproduction: 'Set balancer.health.timeoutMs to 10 s and deploy the template.',
    left: 'deployment.balancer.health.timeoutMs',
    relation: '<',
    right: 'deployment.balancer.health.intervalMs',
    unit: 'ms',
  },
  {
    id: 'container-check-timeout-within-interval',
    summary: "The container's health check times out before the next one",
    rationale: 'a stalled task that is replaced later than two intervals per failure',
    source:
      'AWS, ECS container health checks, which have ranges for both and map to those of Docker; moby, ' +
      'daemon/health.go: an interval begins when the check before it has ended. CDK knows it',
    reproduction: 'Set container.health.timeoutMs to 30 s and stall a task: count until it is replaced.',
    left: 'deployment.container.health.timeoutMs',
    relation: '<',
    right: 'deployment.container.health.intervalMs',
    unit: 'ms',
  },
  {
    id: 'grace-covers-boot',
    summary: 'The grace period covers the boot of a task and its first healthy checks',
    rationale:
      'new tasks that are killed while they start, again and again, until the circuit breaker stops the deployment',
    source: 'AWS, ECS health check grace period; sst#3925 and sst#4968',
    reproduction: 'Set container.graceMs to 30 s and let the program take 40 s to start.',
    left: 'deployment.container.graceMs',
    relation: '≥',
    right: {
      sum: [
        'deployment.container.bootMs',
        { product: ['deployment.balancer.health.intervalMs', 'deployment.balancer.health.healthyThreshold'] },
      ],
    },
    unit: 'ms',
  },
  {
    id: 'start-covers-boot',
    summary: "Failures of the container's health check do not count before the task has started",
    rationale: 'new workers that ECS kills before their first response, and a Compose start that fails',
    source:
      'AWS, ECS container health checks: startPeriod is off unless set, and our service of workers has no grace. ' +
      'After it there still have to be so many failures in a row: that is kept for a machine that is slower still',
    reproduction: 'Set container.startMs to 0 and let a worker take two minutes to start.',
    left: 'deployment.container.startMs',
    relation: '≥',
    right: 'deployment.container.bootMs',
    unit: 'ms',
  },
  {
    id: 'readiness-covers-database-failover',
    summary:
      'Targets become unhealthy only after the database has been unavailable for longer than a failover takes',
    rationale:
      'all tasks replaced at once during a database failover, which turns half a minute into an outage',
    source:
      'AWS, Aurora: a resume takes 15 to 30 s, a failover with a standby about as long; ECS replaces unhealthy tasks',
    reproduction: 'Take PostgreSQL away for 35 s with unhealthyThreshold 3 and a period of 10 s.',
    left: {
      product: ['deployment.balancer.health.intervalMs', 'deployment.balancer.health.unhealthyThreshold'],
    },
    relation: '>',
    right: 'deployment.database.resumeMs',
    unit: 'ms',
  },
  {
    id: 'balancer-check-fails-first',
    summary: "The container's check fails no earlier than the load balancer's",
    rationale: 'requests in a stalled task that are cut off because ECS kills it before it recovers',
    source:
      'AWS, ECS replaces a task when either its container check or the balancer’s has failed so often. A task that ' +
      'never recovers loses them in any case, and one that only fails its checks drains',
    reproduction:
      'Set container.health.unhealthyThreshold to 1, process.stopMs to 30 s, and stall a task for a minute.',
    left: {
      product: ['deployment.container.health.intervalMs', 'deployment.container.health.unhealthyThreshold'],
    },
    relation: '≥',
    right: {
      product: ['deployment.balancer.health.intervalMs', 'deployment.balancer.health.unhealthyThreshold'],
    },
    unit: 'ms',
  },
];
