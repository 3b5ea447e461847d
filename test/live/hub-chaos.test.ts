import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyOverrides } from '../../app/contract/overrides.ts';
import { profile } from '../../app/contract/profiles.ts';
import type { DebateEvent } from '../../app/debate/core/events.ts';
import type { Bus, Listener } from '../../app/live/bus.ts';
import { createDeltaPublisher, type DeltaPublisher } from '../../app/live/delta-publisher.ts';
import { createHub } from '../../app/live/hub.ts';
import { publishEvents } from '../../app/live/messages.ts';
import { createLiveStats } from '../../app/live/stats.ts';
import { createBatchTimer } from '../../app/shared/batch-timer.ts';
import { createManualClock } from '../support/clocks/manual-clock.ts';
import {
  debateCancelled,
  debateCreated,
  noteAdded,
  turnCompleted,
  turnFailed,
  turnStarted,
} from '../support/debates/events.ts';
import { createTestViewer, type TestViewer } from '../support/live/test-viewer.ts';
import { createMemoryStore } from '../support/stores/memory-store.ts';

const tenant = 'local';
const key = { tenant, debate: 'd1' };

const contract = applyOverrides(profile('test'), { live: { dropDeltasAtUnsentBytes: 400 } });
const { pollMs, deltaBatchMs, dropDeltasAtUnsentBytes } = contract.live;

/** The fate of a message. */
type Delivery = 'delivered' | 'lost' | 'twice' | 'late';

/** A bus that loses, repeats or delays messages as a test says; late ones are delivered in any order. */
function createUnreliableBus() {
  const listeners = new Map<string, Set<Listener>>();
  const late: (() => void)[] = [];
  let deliveries: readonly Delivery[] = [];
  let published = 0;
  const deliver = (topic: string, message: string) => {
    for (const listener of listeners.get(topic) ?? []) listener(message);
  };
  const bus: Bus = {
    publish(topic, message) {
      const delivery = deliveries[published++ % deliveries.length] ?? 'delivered';
      if (delivery === 'late') late.push(() => deliver(topic, message));
      if (delivery === 'delivered' || delivery === 'twice') queueMicrotask(() => deliver(topic, message));
      if (delivery === 'twice') queueMicrotask(() => deliver(topic, message));
    },
    async subscribe(topic, listener) {
      listeners.set(topic, (listeners.get(topic) ?? new Set()).add(listener));
      return () => listeners.get(topic)?.delete(listener);
    },
    isHealthy: () => true,
    close: async () => {},
  };
  return {
    bus,
    setDeliveries(next: readonly Delivery[]) {
      deliveries = next;
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
    arbitrary: fc.record({
      do: fc.constant('store' as const),
      state: fc.constantFrom('available', 'failing', 'slow'),
    }),
  },
  { weight: 8, arbitrary: fc.record({ do: fc.constant('wait' as const) }) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;
const delivery = fc.constantFrom<Delivery>('delivered', 'delivered', 'delivered', 'lost', 'twice', 'late');

/** A viewer who leaves and returns, and keeps its events. */
interface ReturningViewer {
  viewer: TestViewer;
  /** The cursor at the start of the current visit. */
  cursor: number;
  /** The events received before the current visit. */
  log: number[];
}

async function run(steps: readonly Step[], deliveries: readonly Delivery[]) {
  const store = createMemoryStore();
  const { bus, setDeliveries, deliverLate } = createUnreliableBus();
  const clock = createManualClock();
  const stats = createLiveStats();
  const hub = createHub({ store, bus, contract, clock, stats, onError: () => {} });
  const deltas = createDeltaPublisher({ key, bus, batchTimer: createBatchTimer(clock, deltaBatchMs) });
  const visitors: ReturningViewer[] = [];
  const speakers = createSpeakers(deltas, (...events) =>
    publishEvents(bus, tenant, store.append('d1', ...events)),
  );
  setDeliveries(deliveries);
  store.append('d1', debateCreated);
  visitors.push(join(0, []));

  function join(cursor: number, log: readonly number[]): ReturningViewer {
    const viewer = createTestViewer();
    viewer.unsubscribe = hub.subscribe(key, cursor, viewer);
    return { viewer, cursor, log: [...log] };
  }

  /** The events of all visits; checks that there is no gap, no duplicate and no disorder. */
  function receivedLog({ viewer, cursor, log }: ReturningViewer): number[] {
    const reset = viewer.subscriptions[0]?.mode === 'reset';
    const before = reset ? [] : log;
    const from = reset ? 0 : cursor;
    const seqs = viewer.seqs();
    expect(seqs).toEqual(seqs.map((_, index) => from + index + 1));
    return [...before, ...seqs];
  }

  function checkViewers(): void {
    for (const visitor of visitors) {
      receivedLog(visitor);
      for (const { turn, attempt, text } of visitor.viewer.turnTexts()) {
        expect(text).toBe(turnTextFrom(turn, attempt, 0, text.length));
      }
    }
  }

  async function applyStep(step: Step): Promise<void> {
    const visitor = 'who' in step ? visitors[step.who % visitors.length] : undefined;
    switch (step.do) {
      case 'append':
        publishEvents(
          bus,
          tenant,
          store.append('d1', ...Array.from({ length: step.events }, () => noteAdded('so it goes'))),
        );
        break;
      case 'turn':
        speakers.startOrEnd(step.turn);
        break;
      case 'speak':
        speakers.speak(step.turn, step.length);
        break;
      case 'coalesce':
        clock.advance(deltaBatchMs);
        break;
      case 'poll':
        clock.advance(pollMs);
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
        visitor.viewer.unsubscribe();
        const log = receivedLog(visitor);
        visitors[step.who % visitors.length] = join(log.length, log);
        break;
      }
      case 'lag':
        if (visitor) visitor.viewer.unsent = dropDeltasAtUnsentBytes + 1;
        break;
      case 'flush':
        visitor?.viewer.flush();
        break;
      case 'store':
        store.beforeAnswer = storeBehaviours[step.state];
        break;
      case 'wait':
        await turn();
        break;
    }
  }

  for (const next of steps) {
    await applyStep(next);
    checkViewers();
  }

  // Without further faults every viewer receives everything, live text as soon as its turn continues.
  setDeliveries([]);
  store.beforeAnswer = storeBehaviours.available;
  for (const seat of [0, 1, 2]) speakers.speak(seat, 30);
  for (let round = 0; round < 6; round += 1) {
    for (const { viewer } of visitors) viewer.flush();
    clock.advance(pollMs);
    for (let wait = 0; wait < 5; wait += 1) await turn();
  }
  checkViewers();
  for (const visitor of visitors) {
    expect(receivedLog(visitor)).toHaveLength(store.log('d1').length);
    for (const [turn, text] of Object.entries(speakers.running())) {
      expect(visitor.viewer.textByTurn()[turn] ?? '').toBe(text);
    }
  }
  publishEvents(bus, tenant, store.append('d1', debateCancelled));
  await turn();
  for (const { viewer } of visitors) expect(viewer.ends).toEqual([['ended', store.log('d1').length]]);
  deltas.close();
  hub.close();
  return stats;
}

const storeBehaviours = {
  available: async () => {},
  failing: () => Promise.reject(new Error('the database is unavailable')),
  slow: () => turn(),
};

/** The text of an attempt from an offset on; every piece is distinct. */
const turnTextFrom = (turn: string, attempt: number, offset: number, length: number): string =>
  Array.from({ length: offset + length }, (_, index) => `${turn}.${attempt}.${index} `)
    .join('')
    .slice(offset, offset + length);

/** Three seats whose turns start, stream text and end. */
function createSpeakers(deltas: DeltaPublisher, append: (...events: DebateEvent[]) => void) {
  const seats = [0, 1, 2].map((seat) => ({ turn: `t${seat}`, attempt: 0, text: '', running: false }));
  return {
    startOrEnd(index: number) {
      const seat = seats[index];
      if (!seat) return;
      if (!seat.running) {
        Object.assign(seat, { attempt: seat.attempt + 1, text: '', running: true });
        append(turnStarted(seat.turn, seat.attempt));
        return;
      }
      deltas.finishTurn(seat.turn);
      seat.running = false;
      append(
        seat.attempt % 2
          ? turnFailed(seat.turn, seat.attempt)
          : turnCompleted(seat.turn, seat.attempt, seat.text),
      );
    },
    speak(index: number, length: number) {
      const seat = seats[index];
      if (!seat?.running) return;
      const added = turnTextFrom(seat.turn, seat.attempt, seat.text.length, length);
      seat.text += added;
      deltas.append(seat.turn, seat.attempt, added);
    },
    running: () =>
      Object.fromEntries(seats.filter(({ running }) => running).map(({ turn, text }) => [turn, text])),
  };
}

describe('a viewer under lost, repeated, late and slow messages', () => {
  it('always has a gapless prefix of the log, and all of it in the end', async () => {
    const seen = { snapshots: 0, deltasDropped: 0, resets: 0 };
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 150, size: 'max' }),
        fc.array(delivery, { minLength: 1, maxLength: 30, size: 'max' }),
        async (steps, deliveries) => {
          const counts = await run(steps, deliveries);
          seen.snapshots += counts.snapshots;
          seen.deltasDropped += counts.deltasDropped;
          seen.resets += counts.resets;
        },
      ),
      { numRuns: 150 },
    );
    // A case that never occurred has not been tested.
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(0);
  });
});
