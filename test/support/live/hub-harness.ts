import { setImmediate as turn } from 'node:timers/promises';
import { profile } from '../../../app/contract/profiles.ts';
import type { DebateEvent } from '../../../app/debate/core/events.ts';
import { type Bus, createLocalBus } from '../../../app/live/bus.ts';
import { createDeltaPublisher, type DeltaPublisher } from '../../../app/live/delta-publisher.ts';
import { createHub, type Hub } from '../../../app/live/hub.ts';
import { type DebateMessage, publishEvents, topics } from '../../../app/live/messages.ts';
import { createLiveStats, type LiveStats } from '../../../app/live/stats.ts';
import { createBatchTimer } from '../../../app/shared/batch-timer.ts';
import { createManualClock, type ManualClock } from '../clocks/manual-clock.ts';
import { debateCreated } from '../debates/events.ts';
import { createMemoryStore, type MemoryStore } from '../stores/memory-store.ts';
import { createTestViewer, type TestViewer } from './test-viewer.ts';

const tenant = 'local';
const key = { tenant, debate: 'd1' };

/** A hub and a debate `d1` of one event, on a bus, a store and a clock that a test controls. */
export interface HubHarness {
  readonly store: MemoryStore;
  readonly bus: Bus;
  readonly clock: ManualClock;
  readonly stats: LiveStats;
  readonly hub: Hub;
  readonly errors: unknown[];
  /** Set it to drop the messages of a topic. */
  isLost: (topic: string) => boolean;
  /** Lets pending promises and callbacks run. */
  settle(): Promise<void>;
  poll(): Promise<void>;
  subscribe(after?: number): Promise<TestViewer>;
  /** Stores events without publishing them. */
  append(...events: readonly DebateEvent[]): void;
  appendAndPublish(...events: readonly DebateEvent[]): void;
  /** Publishes text of the turn `t`. */
  publishDelta(text: string, offset: number, attempt?: number): void;
  /** The delta publisher of a worker for the same debate. */
  openDeltaPublisher(): DeltaPublisher;
}

export const contract = profile('test');

export function createHubHarness(): HubHarness {
  const store = createMemoryStore();
  const local = createLocalBus();
  const bus: Bus = {
    ...local,
    publish: (topic, message) => {
      if (!harness.isLost(topic)) local.publish(topic, message);
    },
  };
  const clock = createManualClock();
  const stats = createLiveStats();
  const errors: unknown[] = [];
  const hub = createHub({ store, bus, contract, clock, stats, onError: (error) => errors.push(error) });
  store.append('d1', debateCreated);

  async function settle(): Promise<void> {
    for (let round = 0; round < 5; round += 1) await turn();
  }

  const harness: HubHarness = {
    store,
    bus,
    clock,
    stats,
    hub,
    errors,
    isLost: () => false,
    settle,
    async poll() {
      clock.advance(contract.live.pollMs);
      await settle();
    },
    async subscribe(after = 0) {
      const viewer = createTestViewer();
      viewer.unsubscribe = hub.subscribe(key, after, viewer);
      await settle();
      return viewer;
    },
    append: (...events) => void store.append('d1', ...events),
    appendAndPublish: (...events) => publishEvents(bus, tenant, store.append('d1', ...events)),
    publishDelta(text, offset, attempt = 1) {
      const message: DebateMessage = { kind: 'deltas', deltas: [{ turn: 't', attempt, offset, text }] };
      bus.publish(topics.debate(key), JSON.stringify(message));
    },
    openDeltaPublisher() {
      const batchTimer = createBatchTimer(clock, contract.live.deltaBatchMs);
      return createDeltaPublisher({ key, bus, batchTimer });
    },
  };
  return harness;
}
