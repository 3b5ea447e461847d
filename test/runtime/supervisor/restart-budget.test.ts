import { describe, expect, it } from 'vitest';
import { applyOverrides } from '../../../app/contract/overrides.ts';
import { profile } from '../../../app/contract/profiles.ts';
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
  it('doubles the delay with every death, up to the longest delay', () => {
    const budget = createRestartBudget(supervisor);
    expect([0, 1, 2, 3].map((atMs) => budget.spend(atMs))).toEqual([10, 20, 40, 40]);
  });

  it('is spent by one death more than its restarts', () => {
    const budget = createRestartBudget(supervisor);
    const waits = [0, 1, 2, 3, 4].map((atMs) => budget.spend(atMs));
    expect(waits.at(-2)).not.toBeNull();
    expect(waits.at(-1)).toBeNull();
  });

  it('forgets a death after the restart window', () => {
    const budget = createRestartBudget(supervisor);
    for (const atMs of [0, 1, 2, 3]) budget.spend(atMs);
    expect(budget.spend(1002)).toBe(20);
    expect(budget.spend(5000)).toBe(10);
  });
});

describe('the heartbeat monitor', () => {
  function createMonitor() {
    const clock = createManualClock();
    let timeouts = 0;
    const heartbeats = monitorHeartbeats(supervisor, clock, () => {
      timeouts += 1;
    });
    return { clock, heartbeats, timeouts: () => timeouts };
  }

  it('calls back after the heartbeat timeout, and not before', () => {
    const { clock, heartbeats, timeouts } = createMonitor();
    clock.advance(200);
    heartbeats.beat();
    clock.advance(200);
    expect(timeouts()).toBe(0);
    clock.advance(50);
    expect(timeouts()).toBe(1);
  });

  it('does not call back once it is stopped', () => {
    const { clock, heartbeats, timeouts } = createMonitor();
    heartbeats.stop();
    clock.advance(1000);
    expect(timeouts()).toBe(0);
  });
});
