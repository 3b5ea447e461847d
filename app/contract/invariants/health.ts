import type { Invariant } from './invariant.ts';

/** Who asks whether something lives, how soon that counts, and who acts first. */
export const healthInvariants: readonly Invariant[] = [
  {
    id: 'liveness-timeout-within-period',
    summary: 'A liveness probe gives up before the next one',
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
    summary: 'A readiness probe gives up before the next one',
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
    summary: 'Our deadline for a probe comes no later than the one who probes gives up',
    rationale: 'a probe that counts as failed although its answer was on the way',
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
    summary: 'A readiness check ends before its probe must be answered',
    rationale: 'a probe that times out and cannot say which part is missing',
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
    summary: "The balancer's check gives up before the next one",
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
    summary: "The container's own check gives up before the next one",
    rationale: 'a stalled task that is replaced later than after two intervals for each failure',
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
    summary: 'The service looks away until a new task has started and has been found healthy',
    rationale:
      'new tasks that are killed while they start, for ever, until the circuit breaker gives the deployment up',
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
    summary: "The container's own check does not count before the task has started",
    rationale:
      'new workers that ECS kills before they could answer once, and a Compose that gives up its start',
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
      'Targets count as unhealthy only when the database has been away for longer than it takes to come back',
    rationale:
      'all tasks replaced at once while the database changes over, which makes of half a minute an outage',
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
    summary: 'ECS kills no task for a pause that the balancer would still have borne',
    rationale:
      'requests that wait in a task that stands still, and are cut off because it is killed before it goes on',
    source:
      'AWS, ECS replaces a task when either its container check or the balancer’s has failed so often. A task that ' +
      'never goes on loses them in any case, and one that only fails its checks drains',
    reproduction:
      'Set container.health.unhealthyThreshold to 1, process.stopMs to 30 s, and stall a task for a minute: it is lost.',
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
