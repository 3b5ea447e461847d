import { expect, test } from 'vitest';
import { createClaimGate } from '../../app/worker/claim-gate.ts';

const work = { leaseMs: 6000, renewIntervalMs: 2000 };

function gateAt(startMs: number) {
  let nowMs = startMs;
  const gate = createClaimGate(work, () => new Date(nowMs));
  return {
    canClaimAt(ms: number): boolean {
      nowMs = ms;
      return gate.canClaim();
    },
    /** A renewal that was asked for at one time and answered at another. */
    recordRenewal(requestedAtMs: number, answeredMs = requestedAtMs): void {
      nowMs = answeredMs;
      gate.recordRenewal(new Date(requestedAtMs));
    },
  };
}

test('a worker that starts may claim at once', () => {
  expect(gateAt(5000).canClaimAt(5000)).toBe(true);
});

test('a worker that renews its leases may always claim', () => {
  const gate = gateAt(0);
  for (let ms = 0; ms < 60_000; ms += 4000) {
    expect(gate.canClaimAt(ms)).toBe(true);
    gate.recordRenewal(ms);
  }
});

test('a worker whose own leases may have run out claims nothing, lest it takes its own debates', () => {
  const gate = gateAt(0);
  expect(gate.canClaimAt(4000)).toBe(true);
  expect(gate.canClaimAt(4001)).toBe(false);
  // What counts is when it was asked for: from then on the answer was on its way.
  gate.recordRenewal(2000, 5000);
  expect(gate.canClaimAt(6001)).toBe(false);
});

test('after a time without the store it lets those who live renew first, for one lease', () => {
  const gate = gateAt(0);
  expect(gate.canClaimAt(30_000)).toBe(false);
  gate.recordRenewal(29_000, 30_000);
  expect(gate.canClaimAt(30_001)).toBe(false);
  gate.recordRenewal(33_000);
  expect(gate.canClaimAt(35_999)).toBe(false);
  expect(gate.canClaimAt(36_000)).toBe(true);
});
