import type { ClaimedLease, Lease } from '../store/store.ts';
import { reportError } from './error-reporting.ts';
import { releaseReason, type WorkerEvent } from './lifecycle-events.ts';
import { type DebateRun, type DebateRunDeps, runDebate } from './run-debate.ts';

export type ActiveDebatesDeps = DebateRunDeps & {
  /** Names this worker in the leases it holds; unique to the process. */
  readonly owner: string;
  readonly onEvent: (event: WorkerEvent) => void;
  /** A debate has ended here, so that there is room for another. */
  readonly onCapacityFreed: () => void;
};

/** The debates that this worker holds the leases of. */
export interface ActiveDebates {
  size(): number;
  start(lease: ClaimedLease): void;
  /** Tells a debate's run that somebody else has appended. Answers whether it is held here. */
  notify(debate: string): boolean;
  /** Prolongs all leases. A debate whose lease has passed to another worker is stopped at once. */
  renew(): Promise<void>;
  /** Commands reach a run as hints; when a hint is lost, this finds what it told of. */
  pollHeads(): Promise<void>;
  /** Starts no more turns; when `signal` aborts, those that run are stopped. */
  drain(signal: AbortSignal): void;
  /** Resolves when nothing is held any more: leases have been given back, and calls have ended. */
  whenIdle(): Promise<void>;
}

export function createActiveDebates(deps: ActiveDebatesDeps): ActiveDebates {
  const { store, owner, contract, now, onEvent, onCapacityFreed } = deps;
  const runs = new Map<string, { readonly lease: ClaimedLease; readonly run: DebateRun }>();
  const pendingEnds = new Set<Promise<void>>();
  let draining = false;

  function start(lease: ClaimedLease): void {
    // The lease had run out before it was renewed, and came back to us.
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
      // Not after a failure: the lease's expiry is the pause before the next try, so that a fault cannot spin.
      await store.release(owner, [lease]);
    } catch (error) {
      reportError(deps, error, 'run a debate', lease.debate);
    }
    onEvent(debateReleased(lease, run, now().getTime() - startedAt.getTime()));
    onCapacityFreed();
    await run.settled();
  }

  return {
    size: () => runs.size,
    start,
    notify(debate) {
      runs.get(debate)?.run.notify();
      return runs.has(debate);
    },

    async renew() {
      const active = [...runs.values()];
      const leases = active.map(({ lease }) => lease);
      const renewed = await store.renew(owner, leases, contract.work.leaseMs);
      const renewedIds = new Set(renewed.map(leaseId));
      for (const { lease, run } of active) if (!renewedIds.has(leaseId(lease))) run.stop('fenced');
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
