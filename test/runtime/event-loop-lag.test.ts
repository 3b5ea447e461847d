import { expect, test } from 'vitest';
import { applyOverrides, profile } from '../../app/contract/profiles.ts';
import { watchEventLoop } from '../../app/runtime/event-loop-lag.ts';
import type { Clock } from '../../app/shared/clock.ts';

const sampleMs = 100;
const contract = applyOverrides(profile('test'), {
  http: { eventLoopLagMsMax: 200, eventLoopSampleMs: sampleMs },
});

/** A loop whose timer comes as late as the test says. */
function lateLoop(of = contract) {
  let now = 0;
  let sample = () => {};
  const timers: Clock = {
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
  const lag = watchEventLoop(of, timers);
  return {
    lag,
    late(ms: number) {
      now += sampleMs + ms;
      sample();
      return lag.isOverloaded();
    },
  };
}

test('a loop that is a little late is not overloaded', () => {
  const { lag, late } = lateLoop();
  expect([0, 3, 200, 199].map(late)).toEqual([false, false, false, false]);
  expect(lag.lagMs()).toBe(199);
});

test('one that is too late is, until it has been well below for some samples', () => {
  const { late } = lateLoop();
  expect([201, 150, 110].map(late)).toEqual([true, true, true]);
  expect([0].map(late)).toEqual([false]);
});

test('after a stall it takes the longer to let requests in again, the longer the stall was', () => {
  const { late } = lateLoop();
  expect([1600, 0, 0, 0, 0].map(late)).toEqual([true, true, true, true, false]);
});

test('where the contract sets no limit, nothing is measured', () => {
  const { lag, late } = lateLoop(applyOverrides(contract, { http: { eventLoopLagMsMax: null } }));
  expect(late(60_000)).toBe(false);
  expect(lag.lagMs()).toBe(0);
});

test('once closed it measures no more', () => {
  const { lag, late } = lateLoop();
  lag.close();
  expect(late(60_000)).toBe(false);
});
