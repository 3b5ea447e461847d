import type { Writable } from 'node:stream';
import type { Contract } from '../contract/types/contract.ts';
import type { Clock } from '../shared/clock.ts';
import type { Packet } from './packet.ts';
import type { LiveStats, Transport } from './stats.ts';
import { createViewerConnection, type ViewerConnection } from './viewer-connection.ts';

/** The operations of a transport on its connection. */
export interface ConnectionHandlers {
  /** The bytes that the transport writes for a packet. */
  encode(packet: Packet): Buffer;
  /** Sends a heartbeat. Returns false if the connection has not answered the previous one, which is then terminated. */
  heartbeat(): boolean;
  /** Asks the viewer to reconnect after `retryMs`, to any process, and closes. */
  askToReconnect(retryMs: number): void;
  /** Closes the connection at once. */
  terminate(): void;
}

/** `admitted`, or the limit that was reached. */
export type AdmissionResult = 'admitted' | 'process-limit' | 'key-limit';

/** The viewers of this process, on both transports. */
export interface ViewerRegistry {
  /**
   * Reserves a place for a viewer with this key (null: without one) until the stream closes; counts a refusal if
   * there is none. Counted per process: memory and file descriptors are limited per process, and a shared count would
   * keep the places of killed processes. A draining process admits every viewer, to ask it to reconnect: an EventSource
   * gives up for good when it is refused.
   */
  admit(stream: Writable, keyId: string | null): AdmissionResult;
  /** Registers a connection until its stream closes; while the process drains, it is at once asked to reconnect. */
  register(transport: Transport, stream: Writable, handlers: ConnectionHandlers): ViewerConnection;
  /** Asks all viewers to reconnect, spread over `windowMs`, and terminates those that are still there after it. */
  drain(windowMs: number): Promise<void>;
  /** Terminates all connections and stops the heartbeat. */
  close(): void;
}

export interface ViewerRegistryDeps {
  readonly contract: Contract;
  readonly clock: Clock;
  /** 0 to 1. */
  readonly random: () => number;
  readonly stats: LiveStats;
}

/** The last viewers that are asked have the rest of the window to leave. */
const askingShare = 0.8;

export function createViewerRegistry({
  contract: { live },
  clock,
  random,
  stats,
}: ViewerRegistryDeps): ViewerRegistry {
  const limits = createViewerLimits(live);
  const connections = new Map<ViewerConnection, ConnectionHandlers>();
  let isDraining = false;
  /** The viewers from before the drain. Call the value to cancel what is planned for one. */
  const leaving = new Map<ViewerConnection, () => void>();
  let onEmpty: (() => void) | null = null;

  const stopHeartbeats = clock.every(live.heartbeatMs, () => {
    for (const handlers of connections.values()) {
      if (handlers.heartbeat()) continue;
      stats.dead += 1;
      handlers.terminate();
    }
  });

  // Spread, so that the viewers of a stopped process do not all reconnect at once.
  const retryMs = () => Math.round(live.retryMs * (1 + random()));

  function askToReconnect(connection: ViewerConnection): void {
    connections.get(connection)?.askToReconnect(retryMs());
  }

  /**
   * Asks the viewer to reconnect at a random moment of the window and terminates it at the end. The second timer begins
   * with the asking: in a process that was stalled both would be due at once, and Node may run the longer one first.
   */
  function planLeaving(connection: ViewerConnection, windowMs: number): void {
    const delayMs = random() * windowMs * askingShare;
    const ask = () => {
      leaving.set(
        connection,
        clock.after(windowMs - delayMs, () => connections.get(connection)?.terminate()),
      );
      askToReconnect(connection);
    };
    leaving.set(connection, clock.after(delayMs, ask));
  }

  function terminateAll(): void {
    for (const handlers of connections.values()) handlers.terminate();
  }

  return {
    admit(stream, keyId) {
      const admission = isDraining ? 'admitted' : limits.acquire(stream, keyId);
      if (admission !== 'admitted') stats.refused += 1;
      return admission;
    },
    register(transport, stream, handlers) {
      const connection = createViewerConnection({ stream, encode: handlers.encode, clock, stats });
      connections.set(connection, handlers);
      stats.open[transport] += 1;
      if (isDraining) clock.defer(() => askToReconnect(connection));
      stream.once('close', () => {
        connections.delete(connection);
        stats.open[transport] -= 1;
        leaving.get(connection)?.();
        if (leaving.delete(connection) && leaving.size === 0) onEmpty?.();
      });
      return connection;
    },
    async drain(windowMs) {
      isDraining = true;
      // Not those who come later: they leave at once, and would be cut in the middle of their answer.
      for (const connection of connections.keys()) planLeaving(connection, windowMs);
      if (leaving.size > 0) await new Promise<void>((resolve) => (onEmpty = resolve));
    },
    close() {
      isDraining = true;
      stopHeartbeats();
      terminateAll();
    },
  };
}

/** Counts the viewers of this process, in total and per key, until their streams close. */
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
