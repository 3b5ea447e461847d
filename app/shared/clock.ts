/** The one source of time: production passes `systemClock`, tests a manual clock. */
export interface Clock {
  /** Wall-clock time in milliseconds since 1970. */
  now(): number;
  /** Milliseconds since a fixed moment; never goes back. */
  monotonicMs(): number;
  /** Calls `run` once after `ms`. Call the result to cancel it. */
  after(ms: number, run: () => void): () => void;
  /** Calls `run` every `ms`. Call the result to stop it. */
  every(ms: number, run: () => void): () => void;
  /** Calls `run` after the event loop has handled the network input of this turn. */
  defer(run: () => void): void;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonicMs: () => performance.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
  every(ms, run) {
    const timer = setInterval(run, ms);
    return () => clearInterval(timer);
  },
  defer(run) {
    setImmediate(run);
  },
};

/** Resolves after `ms`. Rejects with the signal's reason as soon as the signal aborts. */
export function sleep(clock: Pick<Clock, 'after'>, ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const onAbort = () => {
      cancel();
      reject(signal?.reason);
    };
    const cancel = clock.after(ms, () => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    });
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}
