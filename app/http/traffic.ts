import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** The connections of a server, and the answers that are on their way. */
export interface Traffic {
  /** From now on every answer asks its client to open another connection. */
  leave(): void;
  /** Resolves when no answer is on its way, or when `cut` aborts. */
  answered(cut: AbortSignal): Promise<void>;
  /** Resolves when no connection is left, or when `cut` aborts. */
  gone(cut: AbortSignal): Promise<void>;
  /** Closes every connection at once. */
  cut(): void;
}

export function trackTraffic(server: Server, onAnswered: () => void = () => {}): Traffic {
  const sockets = watchedSet<Socket>();
  const answers = watchedSet<ServerResponse>();
  let leaving = false;

  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  // Ahead of the handler, which may answer at once.
  server.prependListener('request', (_, answer) => {
    if (leaving) answer.setHeader('connection', 'close');
    answers.add(answer);
    answer.once('close', () => {
      answers.delete(answer);
      onAnswered();
    });
  });

  return {
    leave() {
      leaving = true;
    },
    answered: answers.emptied,
    gone: sockets.emptied,
    cut() {
      for (const socket of sockets.all()) socket.destroy();
    },
  };
}

/** A set that one can wait for to become empty. */
function watchedSet<T>() {
  const items = new Set<T>();
  let onEmpty = () => {};
  return {
    all: () => [...items],
    add: (item: T) => items.add(item),
    delete(item: T) {
      items.delete(item);
      if (items.size === 0) onEmpty();
    },
    emptied: (cut: AbortSignal) =>
      new Promise<void>((resolve) => {
        onEmpty = resolve;
        cut.addEventListener('abort', () => resolve(), { once: true });
        if (items.size === 0 || cut.aborted) resolve();
      }),
  };
}
