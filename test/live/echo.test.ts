import { expect, test } from 'vitest';
import type { Bus, Listener } from '../../app/live/bus.ts';
import { timeBus } from '../../app/live/echo.ts';
import { createManualTimers } from '../support/manual-timers.ts';

/** A bus that delivers when the test says so. */
function slowBus() {
  let listener: Listener = () => {};
  const sent: string[] = [];
  const bus: Pick<Bus, 'publish' | 'subscribe'> = {
    publish: (_, message) => void sent.push(message),
    async subscribe(_, heard) {
      listener = heard;
      return () => {
        listener = () => {};
      };
    },
  };
  return { bus, sent, deliver: (message: string) => listener(message) };
}

function timed() {
  const timers = createManualTimers();
  const { bus, sent, deliver } = slowBus();
  const delays: number[] = [];
  let lost = 0;
  const stop = timeBus({
    ...{ bus, timers, topic: 'echo/1', everyMs: 5000 },
    onDelay: (ms) => delays.push(ms),
    onLost: () => {
      lost += 1;
    },
  });
  return { timers, sent, deliver, delays, stop, lost: () => lost };
}

test('the time from publishing to hearing it', () => {
  const { timers, sent, deliver, delays, lost } = timed();
  timers.advance(5000);
  timers.advance(7);
  deliver(sent[0] ?? '');
  expect([delays, lost()]).toEqual([[7], 0]);
});

test('one that has not come by the next is lost, and does not count when it comes after all', () => {
  const { timers, sent, deliver, delays, lost } = timed();
  timers.advance(10_000);
  expect(lost()).toBe(1);
  deliver(sent[0] ?? '');
  expect(delays).toEqual([]);
  timers.advance(3);
  deliver(sent[1] ?? '');
  deliver(sent[1] ?? '');
  expect([delays, lost()]).toEqual([[3], 1]);
});

test('it ends', async () => {
  const { timers, sent, stop } = timed();
  stop();
  timers.advance(60_000);
  expect(sent).toEqual([]);
});
