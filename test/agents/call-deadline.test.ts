import { expect, test } from 'vitest';
import { createCallDeadline } from '../../app/agents/call-deadline.ts';
import { createManualClock } from '../support/clocks/manual-clock.ts';

function openDeadline() {
  const clock = createManualClock();
  let timers = 0;
  const deadline = createCallDeadline({
    ...clock,
    after: (ms, run) => {
      timers += 1;
      return clock.after(ms, run);
    },
  });
  return { clock, deadline, timers: () => timers };
}

test('a deadline that is moved with every token sets few timers', () => {
  const { clock, deadline, timers } = openDeadline();
  for (let token = 0; token < 1000; token++) {
    deadline.set('idle-timeout', 100);
    clock.advance(1);
  }
  expect(timers()).toBeLessThanOrEqual(11);
  expect(deadline.signal.aborted).toBe(false);
  clock.advance(98);
  expect(deadline.signal.aborted).toBe(false);
  clock.advance(1);
  expect(deadline.signal.reason).toMatchObject({ reason: 'idle-timeout', retryable: false });
});

test('an earlier deadline replaces a later one', () => {
  const { clock, deadline } = openDeadline();
  deadline.set('first-token-timeout', 1000);
  deadline.set('idle-timeout', 100);
  clock.advance(100);
  expect(deadline.signal.reason).toMatchObject({ message: 'no further token within 100 ms' });
});

test('a deadline can be set from an earlier moment', () => {
  const { clock, deadline } = openDeadline();
  deadline.set('total-timeout', 1000);
  clock.advance(900);
  deadline.set('total-timeout', 1500, 0);
  expect(deadline.leftMs()).toBe(600);
  clock.advance(599);
  expect(deadline.signal.aborted).toBe(false);
  clock.advance(1);
  expect(deadline.signal.reason).toMatchObject({ reason: 'total-timeout' });
});

test('a cancelled deadline leaves no timer', () => {
  const { clock, deadline } = openDeadline();
  deadline.set('total-timeout', 1000);
  deadline.cancel();
  expect(clock.nextInMs()).toBeNull();
});
