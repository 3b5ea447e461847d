import type { Clock } from '../../shared/clock.ts';

/** Requests over the IPC channel that have no answer yet, by id. */
export interface PendingRequests {
  /** Sends a request by `send(id)`. Resolves to its answer, or to null if none comes within `timeoutMs`. */
  request(send: (id: number) => void, timeoutMs: number): Promise<string | null>;
  resolve(id: number, text: string | null): void;
  /** The other end is gone: resolves all requests to null. */
  cancelAll(): void;
}

export function createPendingRequests(clock: Clock): PendingRequests {
  const pending = new Map<number, (text: string | null) => void>();
  let lastId = 0;
  const answer = (id: number, text: string | null): void => pending.get(id)?.(text);
  return {
    request(send, timeoutMs) {
      const id = ++lastId;
      return new Promise((resolve) => {
        const cancel = clock.after(timeoutMs, () => answer(id, null));
        pending.set(id, (text) => {
          pending.delete(id);
          cancel();
          resolve(text);
        });
        send(id);
      });
    },
    resolve: answer,
    cancelAll() {
      for (const id of pending.keys()) answer(id, null);
    },
  };
}
