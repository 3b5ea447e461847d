import type { Invariant } from './invariant.ts';

/** Several processes of one task: the supervisor acts on one of them before a platform acts on all. */
export const supervisorInvariants: readonly Invariant[] = [
  {
    id: 'hang-timeout-covers-heartbeats',
    summary: 'A process may miss two beats before it counts as hung',
    rationale: 'healthy processes that are killed because one moment was busy',
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
    summary: 'The supervisor replaces hung processes before the last probe that could give the whole task up',
    rationale: 'stalled processes that take their healthy neighbours down with them',
    source:
      'Our own rule; the first probe may come as soon as they stall. Measured: node:cluster hands a stalled process ' +
      'one connection and no more, so it takes as many of them as there are failures',
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
    summary: 'All restarts that a window allows fit into it, with the longest wait before each',
    rationale: 'a process that crashes for ever, and a platform that never hears of it',
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
    summary: 'A process that does not answer is left out before whoever asked for all metrics gives up',
    rationale: 'one stalled process that takes the metrics of all away',
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
    summary: 'Metrics are collected before the deadline of the route that shows them',
    rationale: 'a scrape that is answered 504 where it could have had most of the numbers',
    source: 'Our own rule',
    reproduction: 'Set supervisor.collectTimeoutMs to 10 s, stall one process, and ask for /metrics.',
    left: 'supervisor.collectTimeoutMs',
    relation: '<',
    right: 'classes.internal.deadlineMs',
    unit: 'ms',
  },
];
