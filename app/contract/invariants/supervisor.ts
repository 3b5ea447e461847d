import type { Invariant } from './invariant.ts';

/** Several processes in one task: the supervisor acts on one of them before the platform acts on all. */
export const supervisorInvariants: readonly Invariant[] = [
  {
    id: 'hang-timeout-covers-heartbeats',
    summary: 'A process may miss two heartbeats before it counts as hung',
    rationale: 'healthy processes that are killed because they were busy for a moment',
    source: 'Our own rule',
    reproduction:
      'Set supervisor.heartbeatTimeoutMs to supervisor.heartbeatMs and let one process collect garbage for a second.',
    left: { product: ['supervisor.heartbeatMs', 3] },
    relation: '≤',
    right: 'supervisor.heartbeatTimeoutMs',
    unit: 'ms',
  },
  {
    id: 'supervisor-detects-hang-before-liveness',
    summary: 'The supervisor replaces hung processes before liveness probes can fail the whole task',
    rationale: 'a stalled process that takes the healthy ones down with it',
    source:
      'Our own rule; the first probe may come as soon as they stall. Measured: node:cluster hands a stalled process ' +
      'exactly one connection, so it takes as many of them as there are failures',
    reproduction:
      'Set supervisor.heartbeatTimeoutMs to 60 s and stall three of four processes: the platform restarts all of them.',
    left: 'supervisor.heartbeatTimeoutMs',
    relation: '<',
    right: {
      product: ['probes.liveness.periodMs', { difference: ['probes.liveness.failures', 1] }],
    },
    unit: 'ms',
  },
  {
    id: 'restarts-within-window',
    summary: 'All restarts of a window fit into it, each with the longest delay',
    rationale: 'a process that crashes for ever, unnoticed by the platform',
    source: 'Our own rule',
    reproduction:
      'Set supervisor.backoffMsMax to 30 s and let a process crash at its start: it goes on for ever.',
    left: { product: ['supervisor.backoffMsMax', 'supervisor.restartsMax'] },
    relation: '<',
    right: 'supervisor.restartWindowMs',
    unit: 'ms',
  },
  {
    id: 'process-metrics-within-collection',
    summary: 'A process that does not respond is left out before the collection of all metrics times out',
    rationale: 'one stalled process that makes the metrics of all unavailable',
    source: 'Our own rule',
    reproduction:
      'Set supervisor.metricsTimeoutMs to supervisor.collectTimeoutMs, stall one process, and ask for /metrics.',
    left: 'supervisor.metricsTimeoutMs',
    relation: '<',
    right: 'supervisor.collectTimeoutMs',
    unit: 'ms',
  },
  {
    id: 'collect-within-deadline',
    summary: 'Metrics are collected before the deadline of /metrics',
    rationale: 'a scrape that is answered 504 although most of the metrics were available',
    source: 'Our own rule',
    reproduction: 'Set supervisor.collectTimeoutMs to 10 s, stall one process, and ask for /metrics.',
    left: 'supervisor.collectTimeoutMs',
    relation: '<',
    right: 'classes.internal.deadlineMs',
    unit: 'ms',
  },
];
