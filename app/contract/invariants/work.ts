import type { Invariant } from './invariant.ts';

/** Leases and viewers: what one process promises to another. */
export const workInvariants: readonly Invariant[] = [
  {
    id: 'lease-covers-renewals',
    summary: 'A lease lasts three renewals',
    rationale: 'a short pause that hands a running debate to a second worker',
    source: 'Our own rule: one renewal may be lost, and one late',
    reproduction:
      'Set work.renewIntervalMs to just below work.leaseMs: workers, who see that they may renew too late, claim nothing more.',
    left: 'work.leaseMs',
    relation: '≥',
    right: { product: ['work.renewIntervalMs', 3] },
    unit: 'ms',
  },
  {
    id: 'failover-within-objective',
    summary: 'Another worker claims a dead one’s debates in the time promised',
    rationale: 'debates that stand still after a crash',
    source: 'Our own promise; test/chaos kills workers and measures it',
    reproduction: 'Set work.leaseMs to 60 s and kill -9 a worker: viewers wait for a minute.',
    left: { sum: ['work.leaseMs', 'work.claimIntervalMs'] },
    relation: '≤',
    right: 'work.failoverMsMax',
    unit: 'ms',
  },
  {
    id: 'debates-within-pool',
    summary: 'A worker takes no more debates than its connections can serve',
    rationale:
      'renewals that wait behind appends until healthy leases run out, and workers that fence one another',
    source: 'Measured: with 100 debates and 10 connections renewals are in time, with many more they are not',
    reproduction: 'Set DEBATES_PER_WORKER to 101: the program does not start.',
    left: 'work.debatesPerWorker',
    relation: '≤',
    right: { product: ['database.poolMax', 'work.debatesPerConnectionMax'] },
    unit: 'debates',
  },
  {
    id: 'worker-heartbeat-timeout-covers-samples',
    summary: 'A worker may miss two of its signs of life before it is counted no more',
    rationale: 'a backlog per worker that jumps, and a service that scales out, because one query was slow',
    source: 'Our own rule',
    reproduction:
      'Set measures.workerHeartbeatTimeoutMs to measures.sampleIntervalMs and slow the database down.',
    left: { product: ['measures.sampleIntervalMs', 3] },
    relation: '≤',
    right: 'measures.workerHeartbeatTimeoutMs',
    unit: 'ms',
  },
  {
    id: 'protection-renewed-in-time',
    summary:
      'The protection of a task that runs debates lasts until it has been asked for anew, with time to fail once',
    rationale: 'a worker that is taken away in the middle of its turns by a deployment or by scaling in',
    source: 'AWS, Amazon ECS task scale-in protection: it expires, and is asked for again by the task',
    reproduction: 'Set work.protectionMs to 12 s and scale in while the database is slow.',
    left: { product: [{ sum: ['work.protectionCheckIntervalMs', 'work.protectionTimeoutMs'] }, 4] },
    relation: '≤',
    right: 'work.protectionMs',
    unit: 'ms',
  },
  {
    id: 'protection-released-periodically',
    summary:
      'A worker that always has debates lets go of its protection at times, for longer than it takes to notice',
    rationale: 'deployments that wait for hours for a busy worker, and are rolled back',
    source: 'AWS, Amazon ECS task scale-in protection: deployments wait for protected tasks too',
    reproduction: 'Set work.protectionReleaseMs to 1 s and deploy while a worker is busy all the time.',
    left: { product: [{ sum: ['work.protectionCheckIntervalMs', 'work.protectionTimeoutMs'] }, 4] },
    relation: '≤',
    right: 'work.protectionReleaseMs',
    unit: 'ms',
  },
  {
    id: 'close-timeout-within-heartbeat',
    summary: 'A peer has less time to answer a close than a ping',
    rationale: 'dead peers that are counted as viewers',
    source: 'RFC 6455, closing handshake, ping and pong; our own rule',
    reproduction:
      'Set live.closeTimeoutMs to ten minutes, pull the plug of a viewer and revoke its key: it is counted on.',
    left: 'live.closeTimeoutMs',
    relation: '<',
    right: 'live.heartbeatMs',
    unit: 'ms',
  },
  {
    id: 'delta-batch-below-poll',
    summary: 'Deltas are joined for less than the log is polled',
    rationale: 'text that arrives after the turn that it belongs to',
    source: 'Our own rule',
    reproduction:
      'Set live.deltaBatchMs to eight seconds, with a bus slower than the poll: stored turns overtake their own text.',
    left: 'live.deltaBatchMs',
    relation: '<',
    right: 'live.pollMs',
    unit: 'ms',
  },
  {
    id: 'deltas-dropped-before-eviction',
    summary: 'Deltas are dropped before a viewer is closed',
    rationale: 'viewers that are cut off where a snapshot would have done',
    source: 'Our own rule',
    reproduction:
      'Set live.dropDeltasAtUnsentBytes to live.evictAtUnsentBytes and read a stream slowly: it is closed.',
    left: 'live.dropDeltasAtUnsentBytes',
    relation: '<',
    right: 'live.evictAtUnsentBytes',
    unit: 'bytes',
  },
];
