import type { StoredEvent } from '../debate/core/events.ts';
import { type TurnDelta, toEnvelope } from '../debate/core/frames.ts';
import { createDebateFeed, type DebateFeedDeps } from './debate-feed.ts';
import { createPacket, type Packet } from './packet.ts';
import type { LiveStats } from './stats.ts';
import { createSubscriber, type Subscriber, type Viewer } from './subscriber.ts';

/** The viewers of one debate in this process; they share one feed and its encoded frames. */
export interface DebateChannel {
  /** Sends a viewer the events after `cursor`, then the live ones. Call the result to unsubscribe. */
  subscribe(viewer: Viewer, cursor: number): () => void;
  /** Call on every poll. `head`: last seq of the stored log; undefined if the debate does not exist. */
  poll(head: number | undefined): void;
  close(): void;
}

export interface DebateChannelDeps extends Omit<DebateFeedDeps, 'onEvents' | 'onDeltas'> {
  readonly stats: LiveStats;
  /** Called when the last viewer has left. */
  readonly onIdle: () => void;
}

export function createDebateChannel(deps: DebateChannelDeps): DebateChannel {
  const { key, onIdle } = deps;
  const { debate } = key;
  const subscribers = new Set<Subscriber>();
  const feed = createDebateFeed({ ...deps, onEvents, onDeltas });
  let snapshotPacket: Packet | null = null;

  function onEvents(events: readonly StoredEvent[]): void {
    snapshotPacket = null;
    const packet = createPacket(events.map(toEnvelope));
    for (const subscriber of subscribers) subscriber.sendEvents(packet);
  }

  function onDeltas(deltas: readonly TurnDelta[]): void {
    snapshotPacket = null;
    const packet = createPacket(deltas.map((data) => ({ debate, type: 'turn.delta', data })));
    for (const subscriber of subscribers) subscriber.sendDeltas(packet);
  }

  function buildSnapshotPacket(): Packet | null {
    const turnTexts = feed.snapshots();
    if (turnTexts.length === 0) return null;
    snapshotPacket ??= createPacket(turnTexts.map((data) => ({ debate, type: 'turn.snapshot', data })));
    return snapshotPacket;
  }

  return {
    subscribe(viewer, cursor) {
      const subscriber = createSubscriber({
        ...deps,
        viewer,
        cursor,
        log: feed.log,
        snapshots: buildSnapshotPacket,
        onClose,
      });
      function onClose(): void {
        if (subscribers.delete(subscriber) && subscribers.size === 0) onIdle();
      }
      subscribers.add(subscriber);
      // Deferred, so that the caller has the unsubscribe function before the first callback.
      queueMicrotask(subscriber.catchUp);
      return subscriber.close;
    },
    poll(head) {
      const isDeleted = head === undefined && feed.log.lastSeq() > 0;
      for (const subscriber of subscribers) {
        if (isDeleted) subscriber.end('missing');
        else void subscriber.catchUp();
      }
      if (head !== undefined) feed.poll(head);
    },
    close: () => feed.close(),
  };
}
