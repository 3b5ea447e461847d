import type { Contract } from '../contract/contract.ts';
import type { Store } from '../store/store.ts';
import type { Bus } from './bus.ts';
import type { LiveCounts } from './counts.ts';
import type { Viewer } from './follower.ts';
import { createRoom, type Room } from './room.ts';
import type { Timers } from './timers.ts';

/** All debates that are watched in this process. */
export interface Hub {
  /**
   * Sends a viewer the stored events after `after` (0: from the start), then those to come with the text of running
   * turns: every event once, in order, without a gap. A viewer whose cursor lies beyond the log gets it from the start
   * again. Store errors only delay. The result ends it; nothing is sent after.
   */
  follow(debate: string, after: number, viewer: Viewer): () => void;
  close(): void;
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
  const rooms = new Map<string, Room>();
  let polling = false;

  function enter(debate: string): Room {
    const onEmpty = () => {
      rooms.delete(debate);
      counts.debates = rooms.size;
      room.close();
    };
    const room = createRoom({ debate, store, bus, contract, counts, onError, onEmpty });
    rooms.set(debate, room);
    counts.debates = rooms.size;
    return room;
  }

  async function poll(): Promise<void> {
    const asked = new Map(rooms);
    if (polling || asked.size === 0) return;
    polling = true;
    try {
      const heads = await store.heads([...asked.keys()]);
      for (const [debate, room] of asked) if (rooms.get(debate) === room) room.poll(heads.get(debate));
    } catch (error) {
      onError(error);
    } finally {
      polling = false;
    }
  }

  const stopPolling = timers.every(contract.live.pollMs, () => void poll());

  return {
    follow: (debate, after, viewer) => (rooms.get(debate) ?? enter(debate)).add(viewer, after),
    close() {
      stopPolling();
      for (const room of rooms.values()) room.close();
      rooms.clear();
    },
  };
}
