import type { Contract } from '../contract/types/contract.ts';

/** Decides when this worker may claim, so that it does not take debates from live workers after a store outage. */
export interface ClaimGate {
  /** Leases were renewed by a call made at `requestedAt`. */
  recordRenewal(requestedAt: Date): void;
  canClaim(): boolean;
}

/**
 * During a store outage every lease expires, because none can be renewed. A worker that claimed right afterwards would
 * take debates from live workers that hold paid results for them. So a worker that could not renew for as long as a
 * lease surely lasts claims nothing until one further lease period after its next renewal, so that live workers can
 * renew first. The same applies to a process that was suspended and to a machine that slept.
 */
export function createClaimGate(
  { leaseMs, renewIntervalMs }: Pick<Contract['work'], 'leaseMs' | 'renewIntervalMs'>,
  now: () => Date,
): ClaimGate {
  /** A lease lasts at least this long, even if the outage began just before its next renewal. */
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
