import { setImmediate as turn } from 'node:timers/promises';
import { profile } from '../../app/contract/profiles.ts';
import type { DebateEvent } from '../../app/debate/events.ts';
import { type Bus, createLocalBus } from '../../app/live/bus.ts';
import { createCounts, type LiveCounts } from '../../app/live/counts.ts';
import { createDeltas, type Deltas } from '../../app/live/deltas.ts';
import { createHub, type Hub } from '../../app/live/follow.ts';
import { publish, publishEvents } from '../../app/live/messages.ts';
import { created } from './debate-events.ts';
import { createManualTimers, type ManualTimers } from './manual-timers.ts';
import { createMemoryStore, type MemoryStore } from './memory-store.ts';
import { createTestViewer, type TestViewer } from './test-viewer.ts';

const tenant = 'local';
const key = { tenant, debate: 'd1' };

/** A hub, with a debate `d1` of one event to follow, on a bus, a store and a clock that a test has in its hand. */
export interface Followed {
  readonly store: MemoryStore;
  readonly bus: Bus;
  readonly timers: ManualTimers;
  readonly counts: LiveCounts;
  readonly hub: Hub;
  readonly errors: unknown[];
  /** Whether what is published on a topic is lost. */
  lost: (topic: string) => boolean;
  /** Lets everything happen that waits for nothing but its turn. */
  settle(): Promise<void>;
  poll(): Promise<void>;
  watch(after?: number): Promise<TestViewer>;
  /** Stores events of which nobody is told. */
  append(...events: readonly DebateEvent[]): void;
  appendAndTell(...events: readonly DebateEvent[]): void;
  /** Publishes what turn `t` says. */
  delta(text: string, offset: number, attempt?: number): void;
  /** A worker's end of the same debate. */
  openDeltas(): Deltas;
}

export const contract = profile('test');

export function followDebate(): Followed {
  const store = createMemoryStore();
  const local = createLocalBus();
  const bus: Bus = {
    ...local,
    publish: (topic, message) => {
      if (!followed.lost(topic)) local.publish(topic, message);
    },
  };
  const timers = createManualTimers();
  const counts = createCounts();
  const errors: unknown[] = [];
  const hub = createHub({ store, bus, contract, timers, counts, onError: (error) => errors.push(error) });
  store.append('d1', created);

  async function settle(): Promise<void> {
    for (let round = 0; round < 5; round += 1) await turn();
  }

  const followed: Followed = {
    store,
    bus,
    timers,
    counts,
    hub,
    errors,
    lost: () => false,
    settle,
    async poll() {
      timers.advance(contract.live.pollMs);
      await settle();
    },
    async watch(after = 0) {
      const viewer = createTestViewer();
      viewer.leave = hub.follow(key, after, viewer);
      await settle();
      return viewer;
    },
    append: (...events) => void store.append('d1', ...events),
    appendAndTell: (...events) => publishEvents(bus, tenant, store.append('d1', ...events)),
    delta: (text, offset, attempt = 1) =>
      publish(bus, key, { kind: 'deltas', deltas: [{ turn: 't', attempt, offset, text }] }),
    openDeltas: () => createDeltas({ key, bus, contract, timers }),
  };
  return followed;
}
