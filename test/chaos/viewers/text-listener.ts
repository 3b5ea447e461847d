import { follow } from '../../../app/client/follow.ts';

/** After this no text is expected. */
const textTimeoutMs = 10_000;

/** A viewer that records when the live text of debates arrives. */
export interface TextListener {
  add(debates: readonly string[]): void;
  /** The number of deltas since that time. */
  countSince(at: number): number;
  /** Resolves with the time until the next delta; null when none arrives. */
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
  // A viewer of the same debate is rejected too, and reports it.
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
