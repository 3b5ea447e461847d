import { expect, test } from 'vitest';
import { sleep } from '../../app/shared/clock.ts';
import { createManualClock } from '../support/clocks/manual-clock.ts';

test('sleep resolves after its time and not before', async () => {
  const clock = createManualClock();
  let isOver = false;
  const sleeping = sleep(clock, 100).then(() => {
    isOver = true;
  });
  await clock.advanceAsync(99);
  expect(isOver).toBe(false);
  await clock.advanceAsync(1);
  await sleeping;
});

test('sleep rejects with the reason of its signal and cancels its timer', async () => {
  const clock = createManualClock();
  const controller = new AbortController();
  const sleeping = sleep(clock, 100, controller.signal);
  controller.abort(new Error('stopped'));
  await expect(sleeping).rejects.toThrow('stopped');
  expect(clock.nextInMs()).toBeNull();
  await expect(sleep(clock, 100, controller.signal)).rejects.toThrow('stopped');
});
