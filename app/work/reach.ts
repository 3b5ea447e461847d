import type { Contract } from '../contract/contract.ts';

/** Whether this worker can tell the leases of dead workers from those of workers that are alive. */
export interface Reach {
  /** The store has answered. */
  reached(): void;
  mayClaim(): boolean;
}

/**
 * After a time without the store, leases have run out because nobody could renew them. Whoever claimed at once would
 * take debates from workers that are alive and hold paid results for them. So a worker that has not reached the store
 * for longer than a lease surely lasts claims nothing until it has reached it, and then for another lease: by then
 * those who live have renewed theirs. The same holds for a process that was stopped, or a machine that slept.
 */
export function createReach(
  { leaseMs, renewMs }: Pick<Contract['work'], 'leaseMs' | 'renewMs'>,
  now: () => Date,
): Reach {
  /** However shortly before its next renewal a lease was cut off, it has lasted this long. */
  const surelyMs = leaseMs - renewMs;
  let reachedMs = now().getTime();
  let claimFromMs = reachedMs;
  return {
    reached() {
      const nowMs = now().getTime();
      if (nowMs - reachedMs > surelyMs) claimFromMs = nowMs + leaseMs;
      reachedMs = nowMs;
    },
    mayClaim() {
      const nowMs = now().getTime();
      return nowMs >= claimFromMs && nowMs - reachedMs <= surelyMs;
    },
  };
}
