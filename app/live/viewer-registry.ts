import type { Writable } from 'node:stream';
import type { Contract } from '../contract/types/contract.ts';
import type { Clock } from '../shared/clock.ts';
import type { LiveStats, Transport } from './stats.ts';
import { createViewerConnection, createWriteBatcher, type ViewerConnection } from './viewer-connection.ts';

/** What a transport does to its connection when it is told. */
export interface ConnectionHandlers {
  /** A heartbeat is due; a connection that has not answered the one before is dead: `false` ends it. */
  heartbeat(): boolean;
  /** Tells the viewer to come back after `retryMs`, to whichever process then answers, and closes. */
  askToReconnect(retryMs: number): void;
  /** Ends the connection without another word. */
  terminate(): void;
}

/** Whether a viewer may come, or of what there are too many. */
export type AdmissionResult = 'admitted' | 'process-limit' | 'key-limit';

/** All viewers of this process, over both transports. */
export interface ViewerRegistry {
  /**
   * Takes a place for a viewer with this key (null: without one) until the stream closes; if there is none, that is
   * counted as a refusal. Places are counted in each process: it is a process whose memory and files would run out, and
   * a count that all share would keep the places of those that are killed.
   */
  admit(stream: Writable, keyId: string | null): AdmissionResult;
  /** Takes in a connection until its stream closes. */
  register(transport: Transport, stream: Writable, handlers: ConnectionHandlers): ViewerConnection;
  /** Lets nobody in any more, tells all viewers to move, spread over `windowMs`, and drops who is left after it. */
  drain(windowMs: number): Promise<void>;
  /** Drops all that are left, and stops the heartbeat. */
  close(): void;
}

export interface ViewerRegistryDeps {
  readonly contract: Contract;
  readonly clock: Clock;
  /** 0 to 1. */
  readonly random: () => number;
  readonly stats: LiveStats;
}

export function createViewerRegistry({
  contract: { live },
  clock,
  random,
  stats,
}: ViewerRegistryDeps): ViewerRegistry {
  const writeBatcher = createWriteBatcher(clock.defer);
  const limits = createViewerLimits(live);
  const connections = new Map<ViewerConnection, ConnectionHandlers>();
  let isDraining = false;
  let onEmpty: (() => void) | null = null;

  const stopHeartbeats = clock.every(live.heartbeatMs, () => {
    for (const handlers of connections.values()) {
      if (handlers.heartbeat()) continue;
      stats.dead += 1;
      handlers.terminate();
    }
  });

  // All viewers of a stopped process would otherwise come back in the same moment.
  const retryMs = () => Math.round(live.retryMs * (1 + random()));

  function terminateAll(): void {
    for (const handlers of connections.values()) handlers.terminate();
  }

  return {
    admit(stream, keyId) {
      const admission = isDraining ? 'process-limit' : limits.acquire(stream, keyId);
      if (admission !== 'admitted') stats.refused += 1;
      return admission;
    },
    register(transport, stream, handlers) {
      const connection = createViewerConnection({ transport, stream, writeBatcher, stats });
      connections.set(connection, handlers);
      stats.open[transport] += 1;
      stream.once('close', () => {
        connections.delete(connection);
        stats.open[transport] -= 1;
        if (connections.size === 0) onEmpty?.();
      });
      return connection;
    },
    async drain(windowMs) {
      isDraining = true;
      const untilEmpty = new Promise<void>((resolve) => {
        onEmpty = resolve;
        if (connections.size === 0) resolve();
      });
      for (const [connection, handlers] of connections) {
        clock.after(random() * windowMs, () => {
          if (connections.has(connection)) handlers.askToReconnect(retryMs());
        });
      }
      const cancel = clock.after(windowMs, terminateAll);
      await untilEmpty;
      cancel();
    },
    close() {
      isDraining = true;
      stopHeartbeats();
      terminateAll();
    },
  };
}

/** The places of one process, taken by streams until they close. */
function createViewerLimits({ viewersMax, viewersPerKeyMax }: Contract['live']) {
  const countByKey = new Map<string, number>();
  let viewerCount = 0;

  function adjust(keyId: string | null, by: 1 | -1): void {
    viewerCount += by;
    if (keyId === null) return;
    const keyCount = (countByKey.get(keyId) ?? 0) + by;
    if (keyCount === 0) countByKey.delete(keyId);
    else countByKey.set(keyId, keyCount);
  }

  return {
    acquire(stream: Writable, keyId: string | null): AdmissionResult {
      if (viewerCount >= viewersMax) return 'process-limit';
      const keyCount = keyId === null ? 0 : (countByKey.get(keyId) ?? 0);
      if (keyCount >= (viewersPerKeyMax ?? Number.POSITIVE_INFINITY)) return 'key-limit';
      adjust(keyId, 1);
      stream.once('close', () => adjust(keyId, -1));
      return 'admitted';
    },
  };
}
