import type { Timers } from '../live/timers.ts';

/** Questions that the other end of the channel has not answered yet, each known by its number. */
export interface Questions {
  /** Resolves to the answer, or to null when there is none within `limitMs`. `put` sends the question. */
  ask(put: (id: number) => void, limitMs: number): Promise<string | null>;
  answer(id: number, text: string | null): void;
  /** The other end is gone: nothing will be answered any more. */
  abandon(): void;
}

export function createQuestions(timers: Timers): Questions {
  const open = new Map<number, (text: string | null) => void>();
  let last = 0;
  const answer = (id: number, text: string | null): void => open.get(id)?.(text);
  return {
    ask(put, limitMs) {
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
    answer,
    abandon() {
      for (const id of open.keys()) answer(id, null);
    },
  };
}
