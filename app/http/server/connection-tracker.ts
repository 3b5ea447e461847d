import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** The connections of a server, and the answers that are on their way. */
export interface ConnectionTracker {
  /** From now on every answer asks its client to open another connection. */
  refuseKeepAlive(): void;
  /** Resolves when no answer is on its way, or when `cut` aborts. */
  responsesDone(forceSignal: AbortSignal): Promise<void>;
  /** Resolves when no connection is left, or when `cut` aborts. */
  connectionsClosed(forceSignal: AbortSignal): Promise<void>;
  /** Closes every connection at once. */
  destroyAll(): void;
}

export function trackConnections(server: Server, onResponse: () => void = () => {}): ConnectionTracker {
  const sockets = createAwaitableSet<Socket>();
  const responses = createAwaitableSet<ServerResponse>();
  let isDraining = false;

  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  // Ahead of the handler, which may answer at once.
  server.prependListener('request', (_, response) => {
    if (isDraining) response.setHeader('connection', 'close');
    responses.add(response);
    response.once('close', () => {
      responses.delete(response);
      onResponse();
    });
  });

  return {
    refuseKeepAlive() {
      isDraining = true;
    },
    responsesDone: responses.whenEmpty,
    connectionsClosed: sockets.whenEmpty,
    destroyAll() {
      for (const socket of sockets.all()) socket.destroy();
    },
  };
}

/** A set that one can wait for to become empty. */
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
