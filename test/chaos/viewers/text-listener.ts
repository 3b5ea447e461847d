import { follow } from '../../../app/client/follow.ts';

/** Beyond this nothing will be heard any more. */
const textTimeoutMs = 10_000;

/** Somebody who listens to the text of debates while it is spoken. */
export interface TextListener {
  add(debates: readonly string[]): void;
  /** Pieces of text that have come since then. */
  countSince(at: number): number;
  /** Resolves to the time from then to the first piece of text after it; to null when none comes. */
  delayUntilNext(at: number): Promise<number | null>;
  close(): void;
}

export function listenForText(url: string, debates: readonly string[]): TextListener {
  const controller = new AbortController();
  const receivedAt: number[] = [];
  let received = Promise.withResolvers<void>();

  async function listen(debate: string): Promise<void> {
    for await (const frame of follow({ baseUrl: url, debate, signal: controller.signal })) {
      if (frame.type !== 'turn.delta') continue;
      receivedAt.push(Date.now());
      received.resolve();
      received = Promise.withResolvers<void>();
    }
  }
  // A viewer of the same debate is turned away, too, and says so.
  const add = (ids: readonly string[]) => {
    for (const debate of ids) listen(debate).catch(() => {});
  };
  add(debates);

  return {
    add,
    countSince: (at) => receivedAt.filter((time) => time >= at).length,
    async delayUntilNext(at) {
      const timeout = AbortSignal.timeout(textTimeoutMs);
      const timedOut = new Promise<void>((resolve) => timeout.addEventListener('abort', () => resolve()));
      for (;;) {
        const first = receivedAt.find((time) => time >= at);
        if (first !== undefined) return first - at;
        if (timeout.aborted) return null;
        await Promise.race([received.promise, timedOut]);
      }
    },
    close: () => controller.abort(),
  };
}
