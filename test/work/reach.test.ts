import { expect, test } from 'vitest';
import { createReach } from '../../app/work/reach.ts';

const work = { leaseMs: 6000, renewMs: 2000 };

function reachAt(startMs = 0) {
  let nowMs = startMs;
  const reach = createReach(work, () => new Date(nowMs));
  return {
    ...reach,
    at(ms: number) {
      nowMs = ms;
      return reach;
    },
  };
}

test('a worker that starts may claim at once', () => {
  expect(reachAt(5000).mayClaim()).toBe(true);
});

test('a worker that reaches the store all the time may always claim', () => {
  const reach = reachAt();
  for (let ms = 0; ms < 60_000; ms += 4000) {
    expect(reach.at(ms).mayClaim()).toBe(true);
    reach.at(ms).reached();
  }
});

test('after a time without the store it lets those who live renew first, for one lease', () => {
  const reach = reachAt();
  expect(reach.at(4000).mayClaim()).toBe(true);
  expect(reach.at(4001).mayClaim()).toBe(false);
  expect(reach.at(30_000).mayClaim()).toBe(false);
  reach.at(30_000).reached();
  expect(reach.at(30_001).mayClaim()).toBe(false);
  reach.at(33_000).reached();
  expect(reach.at(35_999).mayClaim()).toBe(false);
  reach.at(36_000).reached();
  expect(reach.at(36_000).mayClaim()).toBe(true);
});
