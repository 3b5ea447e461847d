import type { Invariant } from '../relation.ts';

/** Who asks whether something lives, how soon that counts, and who acts first. */
export const health: readonly Invariant[] = [
  {
    id: 'liveness-gives-up-within-period',
    says: 'A liveness probe gives up before the next one',
    prevents: 'overlapping probes that declare a healthy process dead',
    source: 'Kubernetes, configure probes',
    reproduce:
      'Set probes.liveness.timeoutMs to 10 s and stall the process for 15 s: two probes fail at once.',
    left: 'probes.liveness.timeoutMs',
    relation: '<',
    right: 'probes.liveness.periodMs',
    unit: 'ms',
  },
  {
    id: 'readiness-gives-up-within-period',
    says: 'A readiness probe gives up before the next one',
    prevents: 'overlapping probes that take a healthy process out of the balancer',
    source: 'Kubernetes, configure probes',
    reproduce: 'Set probes.readiness.timeoutMs to 5 s and slow the database down for 8 s.',
    left: 'probes.readiness.timeoutMs',
    relation: '<',
    right: 'probes.readiness.periodMs',
    unit: 'ms',
  },
  {
    id: 'probe-answered-in-time',
    says: 'Our deadline for a probe comes no later than the one who probes gives up',
    prevents: 'a probe that counts as failed although its answer was on the way',
    source: 'Our own rule',
    reproduce: 'Set classes.probe.deadlineMs to 6 s and make a readiness check take 4 s.',
    left: 'classes.probe.deadlineMs',
    relation: '≤',
    right: {
      least: [
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
    says: 'A readiness check ends before its probe must be answered',
    prevents: 'a probe that times out and cannot say which part is missing',
    source: 'Our own rule',
    reproduce: 'Set probes.checkMs to 3 s and take the database away: /ready is a 504 without names.',
    left: 'probes.checkMs',
    relation: '<',
    right: { least: ['classes.probe.deadlineMs', 'probes.readiness.timeoutMs'] },
    unit: 'ms',
  },
  {
    id: 'balancer-check-gives-up',
    says: "The balancer's check gives up before the next one",
    prevents: 'a deployment that is refused by AWS, or targets that flap',
    source: 'AWS, target group health checks. CDK knows it; validators of templates do not (measured)',
    reproduce: 'Set balancer.health.timeoutMs to 10 s and deploy the template.',
    left: 'deployment.balancer.health.timeoutMs',
    relation: '<',
    right: 'deployment.balancer.health.intervalMs',
    unit: 'ms',
  },
  {
    id: 'container-check-gives-up',
    says: "The container's own check gives up before the next one",
    prevents: 'checks that overlap, and a stalled task that is noticed later than anybody has counted with',
    source: 'AWS, ECS container health checks, which have ranges for both; our own rule',
    reproduce: 'Set container.health.timeoutMs to 30 s and stall a task: count until it is replaced.',
    left: 'deployment.container.health.timeoutMs',
    relation: '<',
    right: 'deployment.container.health.intervalMs',
    unit: 'ms',
  },
  {
    id: 'grace-covers-boot',
    says: 'The service looks away until a new task has started and has been found healthy',
    prevents:
      'new tasks that are killed while they start, for ever, until the circuit breaker gives the deployment up',
    source: 'AWS, ECS health check grace period; sst#3925 and sst#4968',
    reproduce: 'Set container.graceMs to 30 s and let the program take 40 s to start.',
    left: 'deployment.container.graceMs',
    relation: '≥',
    right: {
      sum: [
        'deployment.container.bootMs',
        { product: ['deployment.balancer.health.intervalMs', 'deployment.balancer.health.healthyAnswers'] },
      ],
    },
    unit: 'ms',
  },
  {
    id: 'start-covers-boot',
    says: "The container's own check does not count before the task has started",
    prevents: 'new tasks that ECS kills before they could answer once',
    source: 'AWS, ECS container health checks: startPeriod is off unless set',
    reproduce: 'Set container.startMs to 20 s and let the program take 70 s to start.',
    left: 'deployment.container.startMs',
    relation: '≥',
    right: 'deployment.container.bootMs',
    unit: 'ms',
  },
  {
    id: 'unready-outlasts-database',
    says: 'Targets count as unhealthy only when the database has been away for longer than it takes to come back',
    prevents:
      'all tasks replaced at once while the database changes over, which makes of half a minute an outage',
    source:
      'AWS, Aurora: a resume takes 15 to 30 s, a failover with a standby about as long; ECS replaces unhealthy tasks',
    reproduce: 'Take PostgreSQL away for 35 s with unhealthyAnswers 3 and a period of 10 s.',
    left: {
      product: ['deployment.balancer.health.intervalMs', 'deployment.balancer.health.unhealthyAnswers'],
    },
    relation: '>',
    right: 'deployment.database.resumeMs',
    unit: 'ms',
  },
  {
    id: 'balancer-notices-first',
    says: 'The balancer stops sending to a sick task before ECS kills it',
    prevents: 'requests that are cut off because the container was killed with its connections open',
    source: 'AWS, ECS container health checks: three failures in a row replace the task',
    reproduce:
      'Set container.health.intervalMs to 5 s and stall the process: it is killed while it still gets requests.',
    left: {
      product: ['deployment.container.health.intervalMs', 'deployment.container.health.unhealthyAnswers'],
    },
    relation: '≥',
    right: {
      product: ['deployment.balancer.health.intervalMs', 'deployment.balancer.health.unhealthyAnswers'],
    },
    unit: 'ms',
  },
];
