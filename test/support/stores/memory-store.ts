import type { DebateEvent, StoredEvent } from '../../../app/debate/core/events.ts';
import type { Store } from '../../../app/store/store.ts';

/** The part of a store that the hub reads, in memory, with faults on demand. */
export interface MemoryStore extends Pick<Store, 'events' | 'latestSeqs'> {
  append(debate: string, ...events: readonly DebateEvent[]): readonly StoredEvent[];
  log(debate: string): readonly StoredEvent[];
  remove(debate: string): void;
  /** Awaited by every read before it returns; may reject. */
  beforeAnswer: () => Promise<void>;
  /** Number of reads so far, by method. */
  readonly reads: { events: number; heads: number };
}

export function createMemoryStore(): MemoryStore {
  const logs = new Map<string, StoredEvent[]>();
  const log = (debate: string) => logs.get(debate) ?? [];
  const store: MemoryStore = {
    beforeAnswer: async () => {},
    reads: { events: 0, heads: 0 },
    log,
    append(debate, ...events) {
      const existing = log(debate);
      const added = events.map(
        (event, index): StoredEvent => ({
          ...event,
          debate,
          seq: existing.length + index + 1,
          at: '2026-01-01T00:00:00.000Z',
          hash: `hash of ${existing.length + index + 1}`,
        }),
      );
      logs.set(debate, [...existing, ...added]);
      return added;
    },
    remove: (debate) => logs.delete(debate),
    async events({ debate }, after, limit) {
      store.reads.events += 1;
      // Reads first and answers late, as a database whose response is in transit.
      const events = log(debate).slice(after, after + limit);
      await store.beforeAnswer();
      return events;
    },
    async latestSeqs(keys) {
      store.reads.heads += 1;
      const present = keys.map(({ debate }) => debate).filter((debate) => logs.has(debate));
      const heads = new Map(present.map((debate) => [debate, log(debate).length]));
      await store.beforeAnswer();
      return heads;
    },
  };
  return store;
}
