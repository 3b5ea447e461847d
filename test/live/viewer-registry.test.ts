import { Writable } from 'node:stream';
import { expect, it } from 'vitest';
import { profile } from '../../app/contract/profiles.ts';
import { createLiveStats } from '../../app/live/stats.ts';
import { createViewerRegistry } from '../../app/live/viewer-registry.ts';
import { createManualClock, type ManualClock } from '../support/clocks/manual-clock.ts';

const windowMs = 1000;

/** Registers viewers and drains them. Records what happens to each, with its time. */
function drainViewers(clock: ManualClock, viewers: number, onAsked: (stream: Writable) => void) {
  const actions: string[] = [];
  const registry = createViewerRegistry({
    contract: profile('test'),
    clock,
    random: () => 0.5,
    stats: createLiveStats(),
  });
  for (let viewer = 0; viewer < viewers; viewer += 1) {
    const stream = new Writable({ write: (_chunk, _encoding, done) => done() });
    registry.register('sse', stream, {
      encode: (packet) => packet.sse(),
      heartbeat: () => true,
      askToReconnect() {
        actions.push(`asked at ${clock.now()}`);
        onAsked(stream);
      },
      terminate() {
        actions.push(`terminated at ${clock.now()}`);
        stream.destroy();
      },
    });
  }
  return { actions, drained: registry.drain(windowMs) };
}

it('a viewer that does not leave is terminated at the end of the window', async () => {
  const clock = createManualClock();
  const { actions, drained } = drainViewers(clock, 1, () => {});
  clock.advance(windowMs);
  await drained;
  expect(actions).toEqual(['asked at 400', 'terminated at 1000']);
});

it('a viewer of a process that was stalled for the whole window is asked before it is terminated', async () => {
  const timers: { readonly ms: number; readonly run: () => void }[] = [];
  const clock: ManualClock = {
    ...createManualClock(),
    after(ms, run) {
      timers.push({ ms, run });
      return () => {};
    },
  };
  const { actions, drained } = drainViewers(clock, 2, (stream) => stream.destroy());
  // All of them are due, and the one with the longest delay runs first.
  for (const { run } of [...timers].sort((a, b) => b.ms - a.ms)) run();
  await drained;
  expect(actions).toEqual(['asked at 0', 'asked at 0']);
});
