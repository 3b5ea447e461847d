import { follow } from '../../app/client/follow.ts';

/** Beyond this nothing will be heard any more. */
const patienceMs = 10_000;

/** Somebody who listens to the text of debates while it is spoken. */
export interface Hearing {
  add(debates: readonly string[]): void;
  /** Pieces of text that have come since then. */
  since(at: number): number;
  /** Resolves to the time from then to the first piece of text after it; to null when none comes. */
  next(at: number): Promise<number | null>;
  close(): void;
}

export function hear(url: string, debates: readonly string[]): Hearing {
  const over = new AbortController();
  const heardAt: number[] = [];
  let heard = Promise.withResolvers<void>();

  async function listen(debate: string): Promise<void> {
    for await (const frame of follow({ baseUrl: url, debate, signal: over.signal })) {
      if (frame.type !== 'turn.delta') continue;
      heardAt.push(Date.now());
      heard.resolve();
      heard = Promise.withResolvers<void>();
    }
  }
  // A viewer of the same debate is turned away, too, and says so.
  const add = (some: readonly string[]) => {
    for (const debate of some) listen(debate).catch(() => {});
  };
  add(debates);

  return {
    add,
    since: (at) => heardAt.filter((time) => time >= at).length,
    async next(at) {
      const late = AbortSignal.timeout(patienceMs);
      const patience = new Promise<void>((resolve) => late.addEventListener('abort', () => resolve()));
      for (;;) {
        const first = heardAt.find((time) => time >= at);
        if (first !== undefined) return first - at;
        if (late.aborted) return null;
        await Promise.race([heard.promise, patience]);
      }
    },
    close: () => over.abort(),
  };
}
