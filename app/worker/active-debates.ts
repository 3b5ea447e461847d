import type { ClaimedLease, Lease } from '../store/store.ts';
import { reportError } from './error-reporting.ts';
import { releaseReason, type WorkerEvent } from './lifecycle-events.ts';
import { type DebateRun, type DebateRunDeps, runDebate } from './run-debate.ts';

export type ActiveDebatesDeps = DebateRunDeps & {
  /** Owner of this worker's leases; unique per process. */
  readonly owner: string;
  readonly onEvent: (event: WorkerEvent) => void;
  /** Called when a slot becomes free. */
  readonly onCapacityFreed: () => void;
};

/** The debates that this worker holds leases on. */
export interface ActiveDebates {
  size(): number;
  /** The size of their documents. */
  evidenceBytes(): number;
  start(lease: ClaimedLease): void;
  /** Makes a debate's run read events that others appended. False: this worker does not run the debate. */
  notify(debate: string): boolean;
  /** Renews all leases. Stops a debate at once when another worker has its lease. */
  renew(): Promise<void>;
  /** Compares the runs with the stored logs, because wakeup messages can be lost. */
  pollHeads(): Promise<void>;
  /** Starts no further turns; running turns are stopped when `signal` aborts. */
  drain(signal: AbortSignal): void;
  /** Resolves when all leases are released and all calls have ended. */
  whenIdle(): Promise<void>;
}

export function createActiveDebates(deps: ActiveDebatesDeps): ActiveDebates {
  const { store, owner, contract, now, onEvent, onCapacityFreed } = deps;
  const runs = new Map<string, { readonly lease: ClaimedLease; readonly run: DebateRun }>();
  const pendingEnds = new Set<Promise<void>>();
  let draining = false;

  function start(lease: ClaimedLease): void {
    // The lease expired before it was renewed, and this worker claimed the debate again.
    runs.get(lease.debate)?.run.stop('fenced');
    onEvent({ type: 'debate.claimed', data: lease });
    const run = runDebate(lease, deps);
    runs.set(lease.debate, { lease, run });
    const pendingEnd = runToEnd(lease, run).finally(() => pendingEnds.delete(pendingEnd));
    pendingEnds.add(pendingEnd);
    if (draining) run.drain();
  }

  async function runToEnd(lease: ClaimedLease, run: DebateRun): Promise<void> {
    const startedAt = now();
    try {
      await run.done.finally(() => {
        if (runs.get(lease.debate)?.run === run) runs.delete(lease.debate);
      });
      // Not released after a failure: the lease's expiry delays the next try, so that a bug cannot cause a busy loop.
      await store.release(owner, [lease]);
    } catch (error) {
      reportError(deps, error, 'run debate', lease.debate);
    }
    onEvent(debateReleased(lease, run, now().getTime() - startedAt.getTime()));
    onCapacityFreed();
    await run.settled();
  }

  return {
    size: () => runs.size,
    evidenceBytes: () => [...runs.values()].reduce((sum, { lease }) => sum + lease.evidenceBytes, 0),
    start,
    notify(debate) {
      runs.get(debate)?.run.notify();
      return runs.has(debate);
    },

    async renew() {
      const active = [...runs.values()];
      const leases = active.map(({ lease }) => lease);
      const renewed = new Set((await store.renew(owner, leases, contract.work.leaseMs)).map(leaseId));
      for (const { lease, run } of active) if (!renewed.has(leaseId(lease))) run.stop('fenced');
    },

    async pollHeads() {
      if (runs.size === 0) return;
      const latestSeqs = await store.latestSeqs([...runs.values()].map(({ lease }) => lease));
      for (const [debate, { run }] of runs) if ((latestSeqs.get(debate) ?? 0) > run.seq()) run.notify();
    },

    drain(signal) {
      draining = true;
      const stopAll = () => {
        for (const { run } of runs.values()) run.stop('stopped');
      };
      signal.addEventListener('abort', stopAll, { once: true });
      for (const { run } of runs.values()) run.drain();
      if (signal.aborted) stopAll();
    },

    async whenIdle() {
      while (pendingEnds.size > 0) await Promise.all(pendingEnds);
    },
  };
}

const leaseId = ({ debate, epoch }: Lease): string => `${debate} ${epoch}`;

const debateReleased = (lease: ClaimedLease, run: DebateRun, tookMs: number): WorkerEvent => ({
  type: 'debate.released',
  data: { ...lease, reason: releaseReason(run.endReason()), seq: run.seq(), tookMs },
});
