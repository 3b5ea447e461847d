import type { Bus } from '../live/bus.ts';
import { topics } from '../live/messages.ts';
import type { Claimed } from '../store/store.ts';
import { tellFault } from './faults.ts';
import { type HeldParts, holdDebates } from './held.ts';
import { oneAtATime } from './one-at-a-time.ts';
import { createPlaces } from './places.ts';
import { createReach } from './reach.ts';

export type WorkerParts = Omit<HeldParts, 'places' | 'onRoom'> & { readonly bus: Bus };

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
export function startWorker(parts: WorkerParts): Worker {
  const { store, bus, owner, contract, counts, now } = parts;
  const { leaseMs, renewMs, claimMs, debatesPerWorker, sweepMs, sweepRowsMax } = contract.work;
  const reach = createReach(contract.work, now);
  const places = createPlaces(contract.agents.callsPerProviderMax);
  const held = holdDebates({ ...parts, places, onRoom: () => void claim() });
  let draining = false;
  let over = false;

  /** Failures are told and not passed on: the next tick tries again. */
  const steadily = (doing: string, work: () => Promise<void>) =>
    oneAtATime(async () => {
      if (!over) await work().catch((error: unknown) => tellFault(parts, error, doing));
    });

  const claim = steadily('claim', async () => {
    if (draining || !reach.mayClaim()) return;
    // They take no room: they only have to be ended.
    begin(await store.claimOverdue(owner, debatesPerWorker, leaseMs, now().toISOString()));
    const room = debatesPerWorker - held.size();
    if (room > 0) begin(await store.claim(owner, room, contract.work));
  });
  const renew = steadily('renew', async () => {
    const asked = now();
    await held.renew();
    reach.renewed(asked);
  });
  const catchUp = steadily('catch up', held.catchUp);
  // What one sweep leaves, the next one finds.
  const sweep = steadily('sweep', async () => {
    const before = new Date(now().getTime() - contract.limits.idempotencyKeyMs);
    await store.forgetIdempotencyKeys(before.toISOString(), sweepRowsMax);
  });

  function begin(leases: readonly Claimed[]): void {
    counts.claims += leases.length;
    counts.takeovers += leases.filter(({ lost }) => lost).length;
    leases.forEach(held.begin);
  }

  // Not waited for: without the bus there are no hints, and polling finds what they would tell of.
  const hints = bus.subscribe(topics.work, (debate) => {
    if (!held.nudge(debate)) void claim();
  });
  const timers = [
    setInterval(claim, claimMs),
    setInterval(renew, renewMs),
    setInterval(catchUp, contract.live.pollMs),
    setInterval(sweep, sweepMs),
  ];
  void claim();

  return {
    running: held.size,
    async drain(signal) {
      draining = true;
      held.drain(signal);
      // A claim that is under way still brings leases, which must be given back.
      await claim();
      await held.none();
      for (const timer of timers) clearInterval(timer);
      void hints.then((unsubscribe) => unsubscribe());
      over = true;
      // Whoever closes the store now must not cut off a last question to it.
      await Promise.all([claim(), renew(), catchUp(), sweep()]);
    },
  };
}
