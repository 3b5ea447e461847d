import type { Contract } from '../contract/contract.ts';

/** Whether this worker can tell the leases of dead workers from those of workers that are alive. */
export interface Reach {
  /** Leases were renewed, by a call made at that time. */
  renewed(asked: Date): void;
  mayClaim(): boolean;
}

/**
 * While nobody reaches the store, leases run out because they cannot be renewed. Whoever claimed right after that would
 * take debates from workers that are alive and hold paid results for them. So a worker that could not renew its own
 * leases for as long as any lease surely lasts claims nothing until it could, and then for another lease: by then those
 * who live have renewed theirs. The same holds for a process that was stopped, and for a machine that slept.
 */
export function createReach(
  { leaseMs, renewMs }: Pick<Contract['work'], 'leaseMs' | 'renewMs'>,
  now: () => Date,
): Reach {
  /** However shortly before its next renewal a lease was cut off, it lasts this long. */
  const surelyMs = leaseMs - renewMs;
  let renewedMs = now().getTime();
  let claimFromMs = renewedMs;
  return {
    renewed(asked) {
      const askedMs = asked.getTime();
      if (askedMs - renewedMs > surelyMs) claimFromMs = now().getTime() + leaseMs;
      renewedMs = askedMs;
    },
    mayClaim() {
      const nowMs = now().getTime();
      return nowMs >= claimFromMs && nowMs - renewedMs <= surelyMs;
    },
  };
}
