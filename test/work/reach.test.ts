import { expect, test } from 'vitest';
import { createReach } from '../../app/work/reach.ts';

const work = { leaseMs: 6000, renewMs: 2000 };

function reachAt(startMs: number) {
  let nowMs = startMs;
  const reach = createReach(work, () => new Date(nowMs));
  return {
    mayClaimAt(ms: number): boolean {
      nowMs = ms;
      return reach.mayClaim();
    },
    /** A renewal that was asked for at one time and answered at another. */
    renewed(askedMs: number, answeredMs = askedMs): void {
      nowMs = answeredMs;
      reach.renewed(new Date(askedMs));
    },
  };
}

test('a worker that starts may claim at once', () => {
  expect(reachAt(5000).mayClaimAt(5000)).toBe(true);
});

test('a worker that renews its leases may always claim', () => {
  const reach = reachAt(0);
  for (let ms = 0; ms < 60_000; ms += 4000) {
    expect(reach.mayClaimAt(ms)).toBe(true);
    reach.renewed(ms);
  }
});

test('a worker whose own leases may have run out claims nothing, lest it takes its own debates', () => {
  const reach = reachAt(0);
  expect(reach.mayClaimAt(4000)).toBe(true);
  expect(reach.mayClaimAt(4001)).toBe(false);
  // What counts is when it was asked for: from then on the answer was on its way.
  reach.renewed(2000, 5000);
  expect(reach.mayClaimAt(6001)).toBe(false);
});

test('after a time without the store it lets those who live renew first, for one lease', () => {
  const reach = reachAt(0);
  expect(reach.mayClaimAt(30_000)).toBe(false);
  reach.renewed(29_000, 30_000);
  expect(reach.mayClaimAt(30_001)).toBe(false);
  reach.renewed(33_000);
  expect(reach.mayClaimAt(35_999)).toBe(false);
  expect(reach.mayClaimAt(36_000)).toBe(true);
});
