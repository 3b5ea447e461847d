import type { Clock } from '../../shared/clock.ts';

/** Questions that the other end of the channel has not answered yet, each known by its number. */
export interface PendingRequests {
  /** Resolves to the answer, or to null when there is none within `limitMs`. `put` sends the question. */
  send(put: (id: number) => void, limitMs: number): Promise<string | null>;
  resolve(id: number, text: string | null): void;
  /** The other end is gone: nothing will be answered any more. */
  cancelAll(): void;
}

export function createPendingRequests(timers: Clock): PendingRequests {
  const open = new Map<number, (text: string | null) => void>();
  let last = 0;
  const answer = (id: number, text: string | null): void => open.get(id)?.(text);
  return {
    send(put, limitMs) {
      const id = ++last;
      return new Promise((resolve) => {
        const cancel = timers.after(limitMs, () => answer(id, null));
        open.set(id, (text) => {
          open.delete(id);
          cancel();
          resolve(text);
        });
        put(id);
      });
    },
    resolve: answer,
    cancelAll() {
      for (const id of open.keys()) answer(id, null);
    },
  };
}
