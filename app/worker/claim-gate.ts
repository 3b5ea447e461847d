import type { Contract } from '../contract/types/contract.ts';

/** Whether this worker can tell the leases of dead workers from those of workers that are alive. */
export interface ClaimGate {
  /** Leases were renewed, by a call made at that time. */
  recordRenewal(requestedAt: Date): void;
  canClaim(): boolean;
}

/**
 * While nobody reaches the store, leases run out because they cannot be renewed. Whoever claimed right after that would
 * take debates from workers that are alive and hold paid results for them. So a worker that could not renew its own
 * leases for as long as any lease surely lasts claims nothing until it could, and then for another lease: by then those
 * who live have renewed theirs. The same holds for a process that was stopped, and for a machine that slept.
 */
export function createClaimGate(
  { leaseMs, renewIntervalMs }: Pick<Contract['work'], 'leaseMs' | 'renewIntervalMs'>,
  now: () => Date,
): ClaimGate {
  /** However shortly before its next renewal a lease was cut off, it lasts this long. */
  const guaranteedMs = leaseMs - renewIntervalMs;
  let lastRenewalMs = now().getTime();
  let claimFromMs = lastRenewalMs;
  return {
    recordRenewal(requestedAt) {
      const requestedAtMs = requestedAt.getTime();
      if (requestedAtMs - lastRenewalMs > guaranteedMs) claimFromMs = now().getTime() + leaseMs;
      lastRenewalMs = requestedAtMs;
    },
    canClaim() {
      const nowMs = now().getTime();
      return nowMs >= claimFromMs && nowMs - lastRenewalMs <= guaranteedMs;
    },
  };
}
