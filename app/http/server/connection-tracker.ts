import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** Longer than a request is on its way. */
const quietMs = 100;

/** Tracks the open connections and unfinished responses of a server, for draining. */
export interface ConnectionTracker {
  /** Adds `Connection: close` to every response that has not started yet, from now on. */
  refuseKeepAlive(): void;
  /**
   * Resolves when no response is unfinished and no request has come for a moment, or when `forceSignal` aborts. A
   * request that was on its way when the last response ended is answered, not lost with its connection.
   */
  requestsDone(forceSignal: AbortSignal): Promise<void>;
  /** Resolves when no connection is open, or when `forceSignal` aborts. */
  connectionsClosed(forceSignal: AbortSignal): Promise<void>;
  /** Closes every connection at once. */
  destroyAll(): void;
}

export function trackConnections(server: Server, onResponse: () => void = () => {}): ConnectionTracker {
  const sockets = createAwaitableSet<Socket>();
  const responses = createAwaitableSet<ServerResponse>();
  let isDraining = false;
  let requests = 0;

  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  // Runs before the handler, which may respond synchronously.
  server.prependListener('request', (_, response) => {
    requests += 1;
    if (isDraining) closeAfter(response);
    responses.add(response);
    response.once('close', () => {
      responses.delete(response);
      onResponse();
    });
  });

  return {
    refuseKeepAlive() {
      isDraining = true;
      for (const response of responses.all()) closeAfter(response);
    },
    async requestsDone(forceSignal) {
      for (let before = -1; before !== requests && !forceSignal.aborted; ) {
        await responses.whenEmpty(forceSignal);
        before = requests;
        await pause(quietMs);
      }
    },
    connectionsClosed: sockets.whenEmpty,
    destroyAll() {
      for (const socket of sockets.all()) socket.destroy();
    },
  };
}

function closeAfter(response: ServerResponse): void {
  if (!response.headersSent) response.setHeader('connection', 'close');
}

function createAwaitableSet<T>() {
  const items = new Set<T>();
  let onEmpty = () => {};
  return {
    all: () => [...items],
    add: (item: T) => items.add(item),
    delete(item: T) {
      items.delete(item);
      if (items.size === 0) onEmpty();
    },
    whenEmpty: (forceSignal: AbortSignal) =>
      new Promise<void>((resolve) => {
        onEmpty = resolve;
        forceSignal.addEventListener('abort', () => resolve(), { once: true });
        if (items.size === 0 || forceSignal.aborted) resolve();
      }),
  };
}
