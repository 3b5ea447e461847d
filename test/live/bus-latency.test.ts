import { expect, test } from 'vitest';
import type { Bus, Listener } from '../../app/live/bus.ts';
import { measureBusLatency } from '../../app/live/bus-latency.ts';
import { createManualClock } from '../support/clocks/manual-clock.ts';

/** A bus that delivers when the test says so. */
function createManualBus() {
  let listener: Listener = () => {};
  const sent: string[] = [];
  const bus: Pick<Bus, 'publish' | 'subscribe'> = {
    publish: (_, message) => void sent.push(message),
    async subscribe(_, onMessage) {
      listener = onMessage;
      return () => {
        listener = () => {};
      };
    },
  };
  return { bus, sent, deliver: (message: string) => listener(message) };
}

function createProbe() {
  const clock = createManualClock();
  const { bus, sent, deliver } = createManualBus();
  const latencies: number[] = [];
  let timeouts = 0;
  const stop = measureBusLatency({
    bus,
    clock,
    topic: 'echo/1',
    intervalMs: 5000,
    onLatency: (ms) => latencies.push(ms),
    onTimeout: () => {
      timeouts += 1;
    },
  });
  return { clock, sent, deliver, latencies, stop, timeouts: () => timeouts };
}

test('the bus latency is the time from publishing a probe to receiving it', () => {
  const { clock, sent, deliver, latencies, timeouts } = createProbe();
  clock.advance(5000);
  clock.advance(7);
  deliver(sent[0] ?? '');
  expect([latencies, timeouts()]).toEqual([[7], 0]);
});

test('a probe that is not back before the next one times out, and a late arrival is ignored', () => {
  const { clock, sent, deliver, latencies, timeouts } = createProbe();
  clock.advance(10_000);
  expect(timeouts()).toBe(1);
  deliver(sent[0] ?? '');
  expect(latencies).toEqual([]);
  clock.advance(3);
  deliver(sent[1] ?? '');
  deliver(sent[1] ?? '');
  expect([latencies, timeouts()]).toEqual([[3], 1]);
});

test('a stopped probe sends nothing', async () => {
  const { clock, sent, stop } = createProbe();
  stop();
  clock.advance(60_000);
  expect(sent).toEqual([]);
});
