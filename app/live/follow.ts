import type { Contract } from '../contract/contract.ts';
import type { DebateKey, Store } from '../store/store.ts';
import type { Bus } from './bus.ts';
import type { LiveCounts } from './counts.ts';
import type { Viewer } from './follower.ts';
import { topics } from './messages.ts';
import { createRoom, type Room } from './room.ts';
import type { Timers } from './timers.ts';

/** All debates that are watched in this process. */
export interface Hub {
  /**
   * Sends a viewer the stored events after `after` (0: from the start), then those to come with the text of running
   * turns: every event once, in order, without a gap. A viewer whose cursor lies beyond the log gets it from the start
   * again. Store errors only delay. The result ends it; nothing is sent after.
   */
  follow(key: DebateKey, after: number, viewer: Viewer): () => void;
  close(): void;
}

interface Watched {
  readonly key: DebateKey;
  readonly room: Room;
}

export interface HubParts {
  readonly store: Pick<Store, 'events' | 'heads'>;
  readonly bus: Bus;
  readonly contract: Contract;
  readonly timers: Timers;
  readonly counts: LiveCounts;
  /** Told of reads that failed; they are made again with the next poll. */
  readonly onError: (error: unknown) => void;
}

/** Each debate with at least one viewer has one subscription, and they share one poll. */
export function createHub({ store, bus, contract, timers, counts, onError }: HubParts): Hub {
  /** By topic: one for each debate that is watched. */
  const rooms = new Map<string, Watched>();
  let polling = false;

  function enter(key: DebateKey, topic: string): Room {
    const onEmpty = () => {
      rooms.delete(topic);
      counts.debates = rooms.size;
      room.close();
    };
    const room = createRoom({ key, store, bus, contract, counts, onError, onEmpty });
    rooms.set(topic, { key, room });
    counts.debates = rooms.size;
    return room;
  }

  async function poll(): Promise<void> {
    const asked = [...rooms];
    if (polling || asked.length === 0) return;
    polling = true;
    try {
      const heads = await store.heads(asked.map(([, { key }]) => key));
      for (const [topic, watched] of asked)
        if (rooms.get(topic) === watched) watched.room.poll(heads.get(watched.key.debate));
    } catch (error) {
      onError(error);
    } finally {
      polling = false;
    }
  }

  const stopPolling = timers.every(contract.live.pollMs, () => void poll());

  return {
    follow(key, after, viewer) {
      const topic = topics.debate(key);
      const room = rooms.get(topic)?.room ?? enter(key, topic);
      return room.add(viewer, after);
    },
    close() {
      stopPolling();
      for (const { room } of rooms.values()) room.close();
      rooms.clear();
    },
  };
}
