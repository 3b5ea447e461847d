import type { Stored } from '../debate/events.ts';
import { type Delta, envelope } from '../debate/frames.ts';
import type { LiveCounts } from './counts.ts';
import { createFollower, type Follower, type Viewer } from './follower.ts';
import { createPacket, type Packet } from './packet.ts';
import { createTail, type TailParts } from './tail.ts';

/** The viewers of one debate in this process. They share what is read, heard and encoded. */
export interface Room {
  /** Sends a viewer the events after `after`, and goes on with those to come. The result ends it. */
  add(viewer: Viewer, after: number): () => void;
  /** To be called once a poll. `head`: the stored log's last seq; undefined: there is no such debate. */
  poll(head: number | undefined): void;
  close(): void;
}

export interface RoomParts extends Omit<TailParts, 'onEvents' | 'onDeltas'> {
  readonly counts: LiveCounts;
  /** The last viewer has gone. */
  readonly onEmpty: () => void;
}

export function createRoom(parts: RoomParts): Room {
  const { key, onEmpty } = parts;
  const { debate } = key;
  const followers = new Set<Follower>();
  const tail = createTail({ ...parts, onEvents, onDeltas });
  let said: Packet | null = null;

  function onEvents(events: readonly Stored[]): void {
    said = null;
    const packet = createPacket(events.map(envelope));
    for (const follower of followers) follower.events(packet);
  }

  function onDeltas(deltas: readonly Delta[]): void {
    said = null;
    const packet = createPacket(deltas.map((data) => ({ debate, type: 'turn.delta', data })));
    for (const follower of followers) follower.deltas(packet);
  }

  function snapshots(): Packet | null {
    const spoken = tail.snapshots();
    if (spoken.length === 0) return null;
    said ??= createPacket(spoken.map((data) => ({ debate, type: 'turn.snapshot', data })));
    return said;
  }

  return {
    add(viewer, after) {
      const follower = createFollower({ ...parts, viewer, after, log: tail.log, snapshots, onGone });
      function onGone(): void {
        if (followers.delete(follower) && followers.size === 0) onEmpty();
      }
      followers.add(follower);
      // Not before the caller has the result.
      queueMicrotask(follower.bring);
      return follower.leave;
    },
    poll(head) {
      const gone = head === undefined && tail.log.seq() > 0;
      for (const follower of followers) {
        if (gone) follower.dismiss('missing');
        else void follower.bring();
      }
      if (head !== undefined) tail.poll(head);
    },
    close: () => tail.close(),
  };
}
