import { describe, expect, it } from 'vitest';
import { applyOverrides, profile } from '../../../app/contract/profiles.ts';
import { monitorHeartbeats } from '../../../app/runtime/supervisor/heartbeat-monitor.ts';
import { createRestartBudget } from '../../../app/runtime/supervisor/restart-budget.ts';
import { createManualClock } from '../../support/clocks/manual-clock.ts';

const { supervisor } = applyOverrides(profile('test'), {
  supervisor: {
    restartsMax: 4,
    restartWindowMs: 1000,
    backoffMs: 10,
    backoffMsMax: 40,
    heartbeatMs: 50,
    heartbeatTimeoutMs: 200,
  },
});

describe('a restart budget', () => {
  it('waits twice as long each time, up to the longest', () => {
    const budget = createRestartBudget(supervisor);
    expect([0, 1, 2, 3].map((atMs) => budget.spend(atMs))).toEqual([10, 20, 40, 40]);
  });

  it('is spent by one death more than it has restarts', () => {
    const budget = createRestartBudget(supervisor);
    const waits = [0, 1, 2, 3, 4].map((atMs) => budget.spend(atMs));
    expect(waits.at(-2)).not.toBeNull();
    expect(waits.at(-1)).toBeNull();
  });

  it('forgets a death when its window is over', () => {
    const budget = createRestartBudget(supervisor);
    for (const atMs of [0, 1, 2, 3]) budget.spend(atMs);
    expect(budget.spend(1002)).toBe(20);
    expect(budget.spend(5000)).toBe(10);
  });
});

describe('a watch over beats', () => {
  function watch() {
    const timers = createManualClock();
    let silences = 0;
    const beats = monitorHeartbeats(supervisor, timers, () => {
      silences += 1;
    });
    return { timers, beats, silences: () => silences };
  }

  it('notices silence that is longer than allowed, and no other', () => {
    const { timers, beats, silences } = watch();
    timers.advance(200);
    beats.beat();
    timers.advance(200);
    expect(silences()).toBe(0);
    timers.advance(50);
    expect(silences()).toBe(1);
  });

  it('ends', () => {
    const { timers, beats, silences } = watch();
    beats.end();
    timers.advance(1000);
    expect(silences()).toBe(0);
  });
});
