import type { Bus } from '../live/bus.ts';
import { topics } from '../live/messages.ts';
import { singleFlight } from '../shared/single-flight.ts';
import type { ClaimedLease } from '../store/store.ts';
import { type ActiveDebates, type ActiveDebatesDeps, createActiveDebates } from './active-debates.ts';
import { createClaimGate } from './claim-gate.ts';
import { reportError } from './error-reporting.ts';
import { createProviderSemaphores } from './provider-semaphores.ts';

export type WorkerDeps = Omit<ActiveDebatesDeps, 'providerSemaphores' | 'onCapacityFreed'> & {
  readonly bus: Bus;
};

export interface Worker {
  /** Number of debates that this worker runs now. */
  running(): number;
  /**
   * Stops claiming. Each debate is released when its running turns have ended; turns that still run when `signal`
   * aborts are stopped, and the next worker runs them again.
   */
  drain(signal: AbortSignal): Promise<void>;
}

/** Claims debates, renews their leases and runs them, up to the contract's limit at once. */
export function startWorker(deps: WorkerDeps): Worker {
  const { store, bus, owner, contract, stats, now, clock } = deps;
  const { leaseMs, renewIntervalMs, claimIntervalMs, debatesPerWorker, cleanupIntervalMs } = contract.work;
  const claimGate = createClaimGate(contract.work, now);
  const providerSemaphores = createProviderSemaphores(callLimits(deps));
  const activeDebates = createActiveDebates({
    ...deps,
    providerSemaphores,
    onCapacityFreed: () => void claim(),
  });
  let draining = false;
  let stopped = false;

  /** Errors are reported and not thrown: the next tick tries again. */
  const periodically = (operation: string, task: () => Promise<void>) =>
    singleFlight(
      async () => {
        if (!stopped) await task().catch((error: unknown) => reportError(deps, error, operation));
      },
      { whileRunning: 'rerun' },
    );

  const claim = periodically('claim', async () => {
    if (draining || !claimGate.canClaim()) return;
    // They are claimed beyond the capacity, because they only have to be ended.
    start(await store.claimOverdue(owner, debatesPerWorker, leaseMs, now().toISOString()));
    const free = freeCapacity(contract.work, activeDebates);
    if (free.debates > 0) start(await store.claim(owner, free.debates, { ...contract.work, ...free }));
  });
  const renew = periodically('renew', async () => {
    const requestedAt = now();
    await activeDebates.renew();
    claimGate.recordRenewal(requestedAt);
  });
  const pollHeads = periodically('poll heads', activeDebates.pollHeads);
  const cleanUp = periodically('clean up', () => pruneIdempotencyKeys(deps));

  function start(leases: readonly ClaimedLease[]): void {
    countClaims(stats, leases);
    leases.forEach(activeDebates.start);
  }

  // Not awaited: without the bus there are no wakeups, and polling finds the changes.
  const subscription = bus.subscribe(topics.wakeups, (debate) => {
    if (!activeDebates.notify(debate)) void claim();
  });
  const stopIntervals = [
    clock.every(claimIntervalMs, claim),
    clock.every(renewIntervalMs, renew),
    clock.every(contract.live.pollMs, pollHeads),
    clock.every(cleanupIntervalMs, cleanUp),
  ];
  void claim();

  return {
    running: activeDebates.size,
    async drain(signal) {
      draining = true;
      activeDebates.drain(signal);
      // A claim in flight can still return leases, which must be released.
      await claim();
      await activeDebates.whenIdle();
      for (const stop of stopIntervals) stop();
      void subscription.then((unsubscribe) => unsubscribe());
      stopped = true;
      // The caller may close the store next, so pending calls must have ended.
      await Promise.all([claim(), renew(), pollHeads(), cleanUp()]);
    },
  };
}

/** How many debates this worker can still claim, and how much memory it has for their documents. */
const freeCapacity = (
  { debatesPerWorker, evidenceBytesMax }: WorkerDeps['contract']['work'],
  active: ActiveDebates,
) => ({
  debates: debatesPerWorker - active.size(),
  evidenceBytesFree: Math.max(0, evidenceBytesMax - active.evidenceBytes()),
});

const callLimits = ({ contract, roster }: WorkerDeps): Readonly<Record<string, number>> => ({
  ...contract.agents.callsPerProviderMax,
  ...roster.callsPerProviderMax,
});

function countClaims(stats: WorkerDeps['stats'], leases: readonly ClaimedLease[]): void {
  stats.claims += leases.length;
  stats.takeovers += leases.filter(({ isTakeover }) => isTakeover).length;
}

/** Deletes one batch of expired keys; the next tick continues. */
async function pruneIdempotencyKeys({ store, contract, now }: WorkerDeps): Promise<void> {
  const before = new Date(now().getTime() - contract.limits.idempotencyKeyMs);
  await store.pruneIdempotencyKeys(before.toISOString(), contract.work.cleanupBatchRows);
}
