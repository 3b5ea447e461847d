import { expect, test } from 'vitest';
import { applyOverrides } from '../../app/contract/overrides.ts';
import { profile } from '../../app/contract/profiles.ts';
import { watchEventLoop } from '../../app/runtime/event-loop-lag.ts';
import type { Clock } from '../../app/shared/clock.ts';

const sampleMs = 100;
const contract = applyOverrides(profile('test'), {
  http: { eventLoopLagMsMax: 200, eventLoopSampleMs: sampleMs },
});

/** An event loop whose timer is as late as the test says. */
function createLateLoop(testContract = contract) {
  let now = 0;
  let sample = () => {};
  const clock: Clock = {
    now: () => now,
    monotonicMs: () => now,
    after: () => () => {},
    every(_, run) {
      sample = run;
      return () => {
        sample = () => {};
      };
    },
    defer() {},
  };
  const lag = watchEventLoop(testContract, clock);
  return {
    lag,
    late(ms: number) {
      now += sampleMs + ms;
      sample();
      return lag.isOverloaded();
    },
  };
}

test('an event loop with a small lag is not overloaded', () => {
  const { lag, late } = createLateLoop();
  expect([0, 3, 200, 199].map(late)).toEqual([false, false, false, false]);
  expect(lag.lagMs()).toBe(199);
});

test('an event loop with a large lag is overloaded until the decayed lag has fallen to half of the limit', () => {
  const { late } = createLateLoop();
  expect([201, 150, 110].map(late)).toEqual([true, true, true]);
  expect([0].map(late)).toEqual([false]);
});

test('the overload lasts longer after a longer stall', () => {
  const { late } = createLateLoop();
  expect([1600, 0, 0, 0, 0].map(late)).toEqual([true, true, true, true, false]);
});

test('without a limit in the contract the lag is not measured', () => {
  const { lag, late } = createLateLoop(applyOverrides(contract, { http: { eventLoopLagMsMax: null } }));
  expect(late(60_000)).toBe(false);
  expect(lag.lagMs()).toBe(0);
});

test('a closed watcher no longer measures', () => {
  const { lag, late } = createLateLoop();
  lag.close();
  expect(late(60_000)).toBe(false);
});
