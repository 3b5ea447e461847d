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

/** All viewers of this process, over both transports. */
export interface Viewers {
  /** Whether one more may come; if not, that is counted as a refusal. */
  admit(): boolean;
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
    admit() {
      const admitted = !moving && present.size < live.viewersMax;
      if (!admitted) counts.refused += 1;
      return admitted;
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
