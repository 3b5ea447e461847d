import type { Bus } from '../live/bus.ts';
import { topics } from '../live/messages.ts';
import { singleFlight } from '../shared/single-flight.ts';
import type { ClaimedLease } from '../store/store.ts';
import { type ActiveDebatesDeps, createActiveDebates } from './active-debates.ts';
import { createClaimGate } from './claim-gate.ts';
import { reportError } from './error-reporting.ts';
import { createProviderSemaphores } from './provider-semaphores.ts';

export type WorkerDeps = Omit<ActiveDebatesDeps, 'providerSemaphores' | 'onCapacityFreed'> & {
  readonly bus: Bus;
};

export interface Worker {
  /** Debates that this worker advances at present. */
  running(): number;
  /**
   * Claims no more. Leases pass on as soon as a debate's running turns have ended; what still runs when `signal`
   * aborts is stopped and will be run again by the next worker.
   */
  drain(signal: AbortSignal): Promise<void>;
}

/** Claims debates, renews their leases and runs them, as many at once as the contract allows. */
export function startWorker(deps: WorkerDeps): Worker {
  const { store, bus, owner, contract, stats, now, clock } = deps;
  const { leaseMs, renewIntervalMs, claimIntervalMs, debatesPerWorker, cleanupIntervalMs, cleanupBatchRows } =
    contract.work;
  const claimGate = createClaimGate(contract.work, now);
  const providerSemaphores = createProviderSemaphores(contract.agents.callsPerProviderMax);
  const activeDebates = createActiveDebates({
    ...deps,
    providerSemaphores,
    onCapacityFreed: () => void claim(),
  });
  let draining = false;
  let stopped = false;

  /** Failures are told and not passed on: the next tick tries again. */
  const periodically = (operation: string, task: () => Promise<void>) =>
    singleFlight(
      async () => {
        if (!stopped) await task().catch((error: unknown) => reportError(deps, error, operation));
      },
      { whileRunning: 'rerun' },
    );

  const claim = periodically('claim', async () => {
    if (draining || !claimGate.canClaim()) return;
    // They take no room: they only have to be ended.
    start(await store.claimOverdue(owner, debatesPerWorker, leaseMs, now().toISOString()));
    const capacity = debatesPerWorker - activeDebates.size();
    if (capacity > 0) start(await store.claim(owner, capacity, contract.work));
  });
  const renew = periodically('renew', async () => {
    const requestedAt = now();
    await activeDebates.renew();
    claimGate.recordRenewal(requestedAt);
  });
  const pollHeads = periodically('poll heads', activeDebates.pollHeads);
  // What one sweep leaves, the next one finds.
  const cleanUp = periodically('clean up', async () => {
    const before = new Date(now().getTime() - contract.limits.idempotencyKeyMs);
    await store.pruneIdempotencyKeys(before.toISOString(), cleanupBatchRows);
  });

  function start(leases: readonly ClaimedLease[]): void {
    stats.claims += leases.length;
    stats.takeovers += leases.filter(({ isTakeover }) => isTakeover).length;
    leases.forEach(activeDebates.start);
  }

  // Not waited for: without the bus there are no hints, and polling finds what they would tell of.
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
      // A claim that is under way still brings leases, which must be given back.
      await claim();
      await activeDebates.whenIdle();
      for (const stop of stopIntervals) stop();
      void subscription.then((unsubscribe) => unsubscribe());
      stopped = true;
      // Whoever closes the store now must not cut off a last question to it.
      await Promise.all([claim(), renew(), pollHeads(), cleanUp()]);
    },
  };
}
