import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { profile, withDifferences } from '../../app/contract/profiles.ts';
import type { DebateEvent } from '../../app/debate/events.ts';
import type { Bus, Listener } from '../../app/live/bus.ts';
import { createCounts } from '../../app/live/counts.ts';
import { createDeltas, type Deltas } from '../../app/live/deltas.ts';
import { createHub } from '../../app/live/follow.ts';
import { publishEvents } from '../../app/live/messages.ts';
import { cancelled, completed, created, failed, note, started } from '../support/debate-events.ts';
import { createManualTimers } from '../support/manual-timers.ts';
import { createMemoryStore } from '../support/memory-store.ts';
import { createTestViewer, type TestViewer } from '../support/test-viewer.ts';

const tenant = 'local';
const key = { tenant, debate: 'd1' };

const contract = withDifferences(profile('test'), { live: { viewerLagBytesMax: 400 } });
const { pollMs, coalesceMs, viewerLagBytesMax } = contract.live;

/** What becomes of a message. */
type Fate = 'delivered' | 'lost' | 'twice' | 'late';

/** A bus that treats each message as it is told, and keeps late ones for a while; then they come in any order. */
function createUnreliableBus() {
  const listeners = new Map<string, Set<Listener>>();
  const late: (() => void)[] = [];
  let fates: readonly Fate[] = [];
  let published = 0;
  const deliver = (topic: string, message: string) => {
    for (const listener of listeners.get(topic) ?? []) listener(message);
  };
  const bus: Bus = {
    publish(topic, message) {
      const fate = fates[published++ % fates.length] ?? 'delivered';
      if (fate === 'late') late.push(() => deliver(topic, message));
      if (fate === 'delivered' || fate === 'twice') queueMicrotask(() => deliver(topic, message));
      if (fate === 'twice') queueMicrotask(() => deliver(topic, message));
    },
    async subscribe(topic, listener) {
      listeners.set(topic, (listeners.get(topic) ?? new Set()).add(listener));
      return () => listeners.get(topic)?.delete(listener);
    },
    healthy: () => true,
    close: async () => {},
  };
  return {
    bus,
    setFates(next: readonly Fate[]) {
      fates = next;
    },
    deliverLate(which: number) {
      for (const message of late.splice(late.length > 0 ? which % late.length : 0, 1)) message();
    },
  };
}

const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant('append' as const), events: fc.integer({ min: 1, max: 9 }) }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('turn' as const), turn: fc.nat(2) }) },
  {
    weight: 8,
    arbitrary: fc.record({ do: fc.constant('speak' as const), turn: fc.nat(2), length: fc.nat(60) }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('coalesce' as const) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('poll' as const) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('late' as const), which: fc.nat() }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('join' as const), after: fc.nat(40) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('return' as const), who: fc.nat() }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('lag' as const), who: fc.nat() }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('flush' as const), who: fc.nat() }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('store' as const), is: fc.constantFrom('well', 'away', 'slow') }),
  },
  { weight: 8, arbitrary: fc.record({ do: fc.constant('wait' as const) }) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;
const fate = fc.constantFrom<Fate>('delivered', 'delivered', 'delivered', 'lost', 'twice', 'late');

/** One who comes and goes, and keeps what it got. */
interface Visitor {
  viewer: TestViewer;
  /** Where its present visit began, and all that it has got by then. */
  after: number;
  log: number[];
}

async function run(steps: readonly Step[], fates: readonly Fate[]) {
  const store = createMemoryStore();
  const { bus, setFates, deliverLate } = createUnreliableBus();
  const timers = createManualTimers();
  const counts = createCounts();
  const hub = createHub({ store, bus, contract, timers, counts, onError: () => {} });
  const deltas = createDeltas({ key, bus, contract, timers });
  const visitors: Visitor[] = [];
  const speaking = createSpeakers(deltas, (...events) =>
    publishEvents(bus, tenant, store.append('d1', ...events)),
  );
  setFates(fates);
  store.append('d1', created);
  visitors.push(join(0, []));

  function join(after: number, log: readonly number[]): Visitor {
    const viewer = createTestViewer();
    viewer.leave = hub.follow(key, after, viewer);
    return { viewer, after, log: [...log] };
  }

  /** What a visitor has got of the log, in all its visits: no gap, nothing twice, nothing out of order. */
  function logOf({ viewer, after, log }: Visitor): number[] {
    const reset = viewer.told[0]?.how === 'reset';
    const before = reset ? [] : log;
    const from = reset ? 0 : after;
    const seqs = viewer.seqs();
    expect(seqs).toEqual(seqs.map((_, index) => from + index + 1));
    return [...before, ...seqs];
  }

  function check(): void {
    for (const visitor of visitors) {
      logOf(visitor);
      for (const { turn, attempt, text } of visitor.viewer.heard()) {
        expect(text).toBe(voice(turn, attempt, 0, text.length));
      }
    }
  }

  async function act(step: Step): Promise<void> {
    const visitor = 'who' in step ? visitors[step.who % visitors.length] : undefined;
    switch (step.do) {
      case 'append':
        publishEvents(
          bus,
          tenant,
          store.append('d1', ...Array.from({ length: step.events }, () => note('so it goes'))),
        );
        break;
      case 'turn':
        speaking.startOrEnd(step.turn);
        break;
      case 'speak':
        speaking.speak(step.turn, step.length);
        break;
      case 'coalesce':
        timers.advance(coalesceMs);
        break;
      case 'poll':
        timers.advance(pollMs);
        break;
      case 'late':
        deliverLate(step.which);
        break;
      case 'join':
        visitors.push(
          join(
            step.after,
            Array.from({ length: step.after }, (_, index) => index + 1),
          ),
        );
        break;
      case 'return': {
        if (!visitor) break;
        visitor.viewer.leave();
        const log = logOf(visitor);
        visitors[step.who % visitors.length] = join(log.length, log);
        break;
      }
      case 'lag':
        if (visitor) visitor.viewer.unsent = viewerLagBytesMax + 1;
        break;
      case 'flush':
        visitor?.viewer.flush();
        break;
      case 'store':
        store.before = storeWeather[step.is];
        break;
      case 'wait':
        await turn();
        break;
    }
  }

  for (const next of steps) {
    await act(next);
    check();
  }

  // The weather clears, and everybody gets everything: what was said, too, as soon as its turn speaks again.
  setFates([]);
  store.before = storeWeather.well;
  for (const seat of [0, 1, 2]) speaking.speak(seat, 30);
  for (let round = 0; round < 6; round += 1) {
    for (const { viewer } of visitors) viewer.flush();
    timers.advance(pollMs);
    for (let wait = 0; wait < 5; wait += 1) await turn();
  }
  check();
  for (const visitor of visitors) {
    expect(logOf(visitor)).toHaveLength(store.log('d1').length);
    for (const [turn, text] of Object.entries(speaking.running())) {
      expect(visitor.viewer.texts()[turn] ?? '').toBe(text);
    }
  }
  publishEvents(bus, tenant, store.append('d1', cancelled));
  await turn();
  for (const { viewer } of visitors) expect(viewer.overs).toEqual([['ended', store.log('d1').length]]);
  deltas.close();
  hub.close();
  return counts;
}

const storeWeather = {
  well: async () => {},
  away: () => Promise.reject(new Error('the database is away')),
  slow: () => turn(),
};

/** What an attempt at a turn says from an offset on: every piece can be told from every other. */
const voice = (turn: string, attempt: number, offset: number, length: number): string =>
  Array.from({ length: offset + length }, (_, index) => `${turn}.${attempt}.${index} `)
    .join('')
    .slice(offset, offset + length);

/** Three seats that speak now and then. */
function createSpeakers(deltas: Deltas, append: (...events: DebateEvent[]) => void) {
  const seats = [0, 1, 2].map((seat) => ({ turn: `t${seat}`, attempt: 0, text: '', running: false }));
  return {
    startOrEnd(index: number) {
      const seat = seats[index];
      if (!seat) return;
      if (!seat.running) {
        Object.assign(seat, { attempt: seat.attempt + 1, text: '', running: true });
        append(started(seat.turn, seat.attempt));
        return;
      }
      deltas.end(seat.turn);
      seat.running = false;
      append(
        seat.attempt % 2 ? failed(seat.turn, seat.attempt) : completed(seat.turn, seat.attempt, seat.text),
      );
    },
    speak(index: number, length: number) {
      const seat = seats[index];
      if (!seat?.running) return;
      const text = voice(seat.turn, seat.attempt, seat.text.length, length);
      seat.text += text;
      deltas.speak(seat.turn, seat.attempt, text);
    },
    running: () =>
      Object.fromEntries(seats.filter(({ running }) => running).map(({ turn, text }) => [turn, text])),
  };
}

describe('whatever is lost, repeated, late or slow', () => {
  it('a viewer has a beginning of the log without a gap at any moment, and all of it in the end', async () => {
    const seen = { snapshots: 0, deltasDropped: 0, resets: 0 };
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 150, size: 'max' }),
        fc.array(fate, { minLength: 1, maxLength: 30, size: 'max' }),
        async (steps, fates) => {
          const counts = await run(steps, fates);
          seen.snapshots += counts.snapshots;
          seen.deltasDropped += counts.deltasDropped;
          seen.resets += counts.resets;
        },
      ),
      { numRuns: 300 },
    );
    // What has never happened has not been tested.
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(0);
  });
});
