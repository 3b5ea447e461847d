import type { Writable } from 'node:stream';
import type { Contract } from '../contract/contract.ts';
import { type Connection, createConnection, createOutbox } from './connection.ts';
import type { LiveCounts, Transport } from './counts.ts';
import type { Timers } from './timers.ts';

/** What a transport does to its connection when it is told. */
export interface Handlers {
  /** A heartbeat is due; a connection that has not answered the one before is dead: `false` ends it. */
  beat(): boolean;
  /** Tells the viewer to come back after `retryMs`, to whichever process then answers, and closes. */
  move(retryMs: number): void;
  /** Ends the connection without another word. */
  drop(): void;
}

/** Whether a viewer may come, or of what there are too many. */
export type Admission = 'admitted' | 'full' | 'full for this key';

/** All viewers of this process, over both transports. */
export interface Viewers {
  /**
   * Takes a place for a viewer with this key (null: without one) until the stream closes; if there is none, that is
   * counted as a refusal. Places are counted in each process: it is a process whose memory and files would run out, and
   * a count that all share would keep the places of those that are killed.
   */
  admit(stream: Writable, keyId: string | null): Admission;
  /** Takes in a connection until its stream closes. */
  connect(transport: Transport, stream: Writable, handlers: Handlers): Connection;
  /** Lets nobody in any more, tells all viewers to move, spread over `windowMs`, and drops who is left after it. */
  drain(windowMs: number): Promise<void>;
  /** Drops all that are left, and stops the heartbeat. */
  close(): void;
}

export interface ViewersParts {
  readonly contract: Contract;
  readonly timers: Timers;
  /** 0 to 1. */
  readonly random: () => number;
  readonly counts: LiveCounts;
}

export function createViewers({ contract: { live }, timers, random, counts }: ViewersParts): Viewers {
  const outbox = createOutbox(timers.soon);
  const places = createPlaces(live);
  const present = new Map<Connection, Handlers>();
  let moving = false;
  let empty: (() => void) | null = null;

  const stopBeats = timers.every(live.heartbeatMs, () => {
    for (const handlers of present.values()) {
      if (handlers.beat()) continue;
      counts.dead += 1;
      handlers.drop();
    }
  });

  // All viewers of a stopped process would otherwise come back in the same moment.
  const retryMs = () => Math.round(live.retryMs * (1 + random()));

  function dropAll(): void {
    for (const handlers of present.values()) handlers.drop();
  }

  return {
    admit(stream, keyId) {
      const admission = moving ? 'full' : places.take(stream, keyId);
      if (admission !== 'admitted') counts.refused += 1;
      return admission;
    },
    connect(transport, stream, handlers) {
      const connection = createConnection({ transport, stream, outbox, counts });
      present.set(connection, handlers);
      counts.open[transport] += 1;
      stream.once('close', () => {
        present.delete(connection);
        counts.open[transport] -= 1;
        if (present.size === 0) empty?.();
      });
      return connection;
    },
    async drain(windowMs) {
      moving = true;
      const emptied = new Promise<void>((resolve) => {
        empty = resolve;
        if (present.size === 0) resolve();
      });
      for (const [connection, handlers] of present) {
        timers.after(random() * windowMs, () => {
          if (present.has(connection)) handlers.move(retryMs());
        });
      }
      const cancel = timers.after(windowMs, dropAll);
      await emptied;
      cancel();
    },
    close() {
      moving = true;
      stopBeats();
      dropAll();
    },
  };
}

/** The places of one process, taken by streams until they close. */
function createPlaces({ viewersMax, viewersPerKeyMax }: Contract['live']) {
  const byKey = new Map<string, number>();
  let taken = 0;

  function change(keyId: string | null, by: 1 | -1): void {
    taken += by;
    if (keyId === null) return;
    const ofKey = (byKey.get(keyId) ?? 0) + by;
    if (ofKey === 0) byKey.delete(keyId);
    else byKey.set(keyId, ofKey);
  }

  return {
    take(stream: Writable, keyId: string | null): Admission {
      if (taken >= viewersMax) return 'full';
      const ofKey = keyId === null ? 0 : (byKey.get(keyId) ?? 0);
      if (ofKey >= (viewersPerKeyMax ?? Number.POSITIVE_INFINITY)) return 'full for this key';
      change(keyId, 1);
      stream.once('close', () => change(keyId, -1));
      return 'admitted';
    },
  };
}
