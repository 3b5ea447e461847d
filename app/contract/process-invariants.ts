import { apiDeadlineMs } from './derive.ts';
import { atLeast, atMost, below, bytes, debates, type Invariant, ms } from './relation.ts';

/** Between the parts of one process: HTTP, viewers, worker, agents, database. */
export const processInvariants: readonly Invariant[] = [
  {
    id: 'pong-within-heartbeat',
    says: 'A pong is due before the next ping',
    prevents: 'dead peers that are counted as viewers',
    sides: ({ live }) => below(ms('live.pongMs', live.pongMs), ms('live.heartbeatMs', live.heartbeatMs)),
  },
  {
    id: 'coalesce-below-poll',
    says: 'Deltas are joined for less than the log is polled',
    prevents: 'text that arrives after the turn that it belongs to',
    sides: ({ live }) => below(ms('live.coalesceMs', live.coalesceMs), ms('live.pollMs', live.pollMs)),
  },
  {
    id: 'wait-within-deadline',
    says: 'The longest poll ends before the api deadline',
    prevents: 'a long-poll that ends in 504 instead of an answer to ask again',
    sides: (c) =>
      below(
        ms('limits.waitSecondsMax', c.limits.waitSecondsMax * 1000),
        ms('classes.api.deadlineMs', apiDeadlineMs(c)),
      ),
  },
  {
    id: 'lease-covers-renewals',
    says: 'A lease lasts three renewals',
    prevents: 'a short pause that hands a running debate to a second worker',
    sides: ({ work }) => atLeast(ms('work.leaseMs', work.leaseMs), ms('work.renewMs × 3', work.renewMs * 3)),
  },
  {
    id: 'failover-within-promise',
    says: 'Another worker claims a dead one’s debates in the time promised',
    prevents: 'debates that stand still after a crash',
    sides: ({ work }) =>
      atMost(
        ms('work.leaseMs + work.claimMs', work.leaseMs + work.claimMs),
        ms('work.failoverMsMax', work.failoverMsMax),
      ),
  },
  {
    id: 'agent-deadlines-nest',
    says: 'Idle and first-token deadlines lie within the total',
    prevents: 'deadlines that can never fire',
    sides: ({ agents }) =>
      below(
        ms(
          'the longer of agents.firstTokenMs and agents.idleMs',
          Math.max(agents.firstTokenMs, agents.idleMs),
        ),
        ms('agents.totalMs', agents.totalMs),
      ),
  },
  {
    id: 'database-deadlines-nest',
    says: 'A statement, with its wait for a connection, ends before the api deadline',
    prevents: 'queries that run on after their request has been answered 504, until the pool is empty',
    sides: (c) =>
      below(
        ms('database.acquireMs + database.statementMs', c.database.acquireMs + c.database.statementMs),
        ms('classes.api.deadlineMs', apiDeadlineMs(c)),
      ),
  },
  {
    id: 'debates-within-pool',
    says: 'A worker takes no more debates than its connections can serve',
    prevents:
      'renewals that wait behind appends until healthy leases run out, and workers that fence one another',
    sides: ({ work, database }) =>
      atMost(
        debates('work.debatesPerWorker', work.debatesPerWorker),
        debates(
          'database.poolMax × work.debatesPerConnectionMax',
          database.poolMax * work.debatesPerConnectionMax,
        ),
      ),
  },
  {
    id: 'lock-within-statement',
    says: 'Waiting for a lock ends before the statement does',
    prevents: 'a statement timeout that hides which lock was waited for',
    sides: ({ database }) =>
      below(ms('database.lockMs', database.lockMs), ms('database.statementMs', database.statementMs)),
  },
  {
    id: 'decision-within-deadline',
    says: 'The time kept for the decision is less than the default deadline',
    prevents: 'debates that go to the decision before they have begun',
    sides: ({ limits }) =>
      below(
        ms('limits.decideSecondsReserve', limits.decideSecondsReserve * 1000),
        ms('limits.deadlineSecondsDefault', limits.deadlineSecondsDefault * 1000),
      ),
  },
  {
    id: 'viewer-lag-below-queue',
    says: 'Deltas are dropped before a viewer is closed',
    prevents: 'viewers that are cut off where a snapshot would have done',
    sides: ({ live }) =>
      below(
        bytes('live.viewerLagBytesMax', live.viewerLagBytesMax),
        bytes('live.viewerQueueBytesMax', live.viewerQueueBytesMax),
      ),
  },
  {
    id: 'evidence-within-body',
    says: 'All documents that a debate may have fit into the largest body',
    prevents: 'a 413 for documents that the limits allow',
    sides: ({ limits, classes }) =>
      atMost(
        bytes('limits.documentsMax × documentBytesMax', limits.documentsMax * limits.documentBytesMax),
        bytes('classes.api.bodyBytesMax', classes.api.bodyBytesMax),
      ),
  },
  {
    id: 'hung-covers-beats',
    says: 'A process may miss two beats before it counts as hung',
    prevents: 'healthy processes that are killed because one moment was busy',
    sides: ({ supervisor }) =>
      atMost(ms('supervisor.beatMs × 3', supervisor.beatMs * 3), ms('supervisor.hungMs', supervisor.hungMs)),
  },
  {
    id: 'hung-before-liveness',
    says: 'The supervisor replaces a hung process before the liveness probe gives the whole task up',
    prevents: 'one stalled process that takes its healthy neighbours down with it',
    sides: ({ supervisor, probes: { liveness } }) =>
      below(
        ms('supervisor.hungMs', supervisor.hungMs),
        ms('probes.liveness.periodMs × failures', liveness.periodMs * liveness.failures),
      ),
  },
  {
    id: 'restarts-within-window',
    says: 'All restarts that a window allows fit into it, with the longest wait before each',
    prevents: 'a process that crashes for ever, and a platform that never hears of it',
    sides: ({ supervisor }) =>
      below(
        ms('supervisor.backoffMsMax × restartsMax', supervisor.backoffMsMax * supervisor.restartsMax),
        ms('supervisor.restartWindowMs', supervisor.restartWindowMs),
      ),
  },
  {
    id: 'measure-within-collect',
    says: 'A process that does not answer is left out before whoever asked for all metrics gives up',
    prevents: 'one stalled process that takes the metrics of all away',
    sides: ({ supervisor }) =>
      below(
        ms('supervisor.measureMs', supervisor.measureMs),
        ms('supervisor.collectMs', supervisor.collectMs),
      ),
  },
  {
    id: 'collect-within-deadline',
    says: 'Metrics are collected before the deadline of the route that shows them',
    prevents: 'a scrape that is answered 504 where it could have had most of the numbers',
    sides: ({ supervisor, classes }) =>
      below(
        ms('supervisor.collectMs', supervisor.collectMs),
        ms('classes.inside.deadlineMs', classes.inside.deadlineMs ?? Number.POSITIVE_INFINITY),
      ),
  },
];
