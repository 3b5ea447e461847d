import type { Invariant } from '../relation.ts';

/** Several processes of one task: the supervisor acts on one of them before a platform acts on all. */
export const supervisor: readonly Invariant[] = [
  {
    id: 'hung-covers-beats',
    says: 'A process may miss two beats before it counts as hung',
    prevents: 'healthy processes that are killed because one moment was busy',
    source: 'Our own rule',
    reproduce: 'Set supervisor.hungMs to supervisor.beatMs and let one process collect garbage for a second.',
    left: { product: ['supervisor.beatMs', 3] },
    relation: '≤',
    right: 'supervisor.hungMs',
    unit: 'ms',
  },
  {
    id: 'hung-before-liveness',
    says: 'The supervisor replaces hung processes before the last probe that could give the whole task up',
    prevents: 'stalled processes that take their healthy neighbours down with them',
    source:
      'Our own rule; the first probe may come as soon as they stall. Measured: node:cluster hands a stalled process ' +
      'one connection and no more, so it takes as many of them as there are failures',
    reproduce:
      'Set supervisor.hungMs to 60 s and stall three of four processes: the platform restarts all of them.',
    left: 'supervisor.hungMs',
    relation: '<',
    right: {
      product: ['probes.liveness.periodMs', { difference: ['probes.liveness.failures', 1] }],
    },
    unit: 'ms',
  },
  {
    id: 'restarts-within-window',
    says: 'All restarts that a window allows fit into it, with the longest wait before each',
    prevents: 'a process that crashes for ever, and a platform that never hears of it',
    source: 'Our own rule',
    reproduce:
      'Set supervisor.backoffMsMax to 30 s and let a process crash at its start: it goes on for ever.',
    left: { product: ['supervisor.backoffMsMax', 'supervisor.restartsMax'] },
    relation: '<',
    right: 'supervisor.restartWindowMs',
    unit: 'ms',
  },
  {
    id: 'measure-within-collect',
    says: 'A process that does not answer is left out before whoever asked for all metrics gives up',
    prevents: 'one stalled process that takes the metrics of all away',
    source: 'Our own rule',
    reproduce: 'Set supervisor.measureMs to supervisor.collectMs, stall one process, and ask for /metrics.',
    left: 'supervisor.measureMs',
    relation: '<',
    right: 'supervisor.collectMs',
    unit: 'ms',
  },
  {
    id: 'collect-within-deadline',
    says: 'Metrics are collected before the deadline of the route that shows them',
    prevents: 'a scrape that is answered 504 where it could have had most of the numbers',
    source: 'Our own rule',
    reproduce: 'Set supervisor.collectMs to 10 s, stall one process, and ask for /metrics.',
    left: 'supervisor.collectMs',
    relation: '<',
    right: 'classes.inside.deadlineMs',
    unit: 'ms',
  },
];
