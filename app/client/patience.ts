import { ApiError } from './exchange.ts';
import type { Said } from './said.ts';

/** How long to wait between connections. */
export interface Pauses {
  /** Learns from what the server says: how long it wants, and that a connection was good. */
  heed(said: Said): void;
  /** Throws again what no other try can cure, and learns from the rest. */
  bear(error: unknown): void;
  /** The next pause, in milliseconds. */
  nextMs(): number;
}

/** Until the server has said how long it wants. */
const firstRetryMs = 1000;
const retryMsMax = 30_000;
/** Refusals that pass: too slow, too early, too many. */
const passing: readonly number[] = [408, 425, 429];

/** Doubles from pause to pause, up to the longest, until a connection is good; half of each is left to chance. */
export function createPauses(random: () => number): Pauses {
  let retryMs = firstRetryMs;
  let broken = 0;
  /** What the server asked for this once; it has spread its viewers itself. */
  let askedMs: number | null = null;
  return {
    heed(said) {
      if (said.type === 'moving' || said.type === 'closing') askedMs = said.retryMs;
      if (said.type !== 'subscribed') return;
      retryMs = said.retryMs;
      broken = 0;
    },
    bear(error) {
      if (!(error instanceof ApiError)) return;
      if (error.status < 500 && !passing.includes(error.status)) throw error;
      askedMs = error.retryAfterSeconds === null ? null : error.retryAfterSeconds * 1000;
    },
    nextMs() {
      const growing = Math.min(retryMs * 2 ** broken, retryMsMax) * (0.5 + random() / 2);
      const pause = askedMs ?? growing;
      broken += 1;
      askedMs = null;
      return pause;
    },
  };
}

/** Ends a connection on which nothing is heard any more: its other end may have gone without a word. */
export interface Silence {
  /** Aborts when the caller's signal does, or when it has been silent for too long. */
  readonly signal: AbortSignal;
  /** From now on so much silence is too long. */
  endAfter(ms: number): void;
  /** Something has been heard. */
  broken(): void;
  /** The connection is of no more use; it is ended, too. */
  stop(): void;
}

export function createSilence(signal: AbortSignal | undefined): Silence {
  const controller = new AbortController();
  let longestMs: number | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  function broken(): void {
    clearTimeout(timer);
    if (longestMs !== null) timer = setTimeout(() => controller.abort(), longestMs);
  }
  return {
    signal: signal ? AbortSignal.any([signal, controller.signal]) : controller.signal,
    endAfter(ms) {
      longestMs = ms;
      broken();
    },
    broken,
    stop() {
      clearTimeout(timer);
      controller.abort();
    },
  };
}

/** Resolves after `ms`, or as soon as the signal aborts. */
export function sleep(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const timer = setTimeout(done, ms);
    function done(): void {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    }
    signal?.addEventListener('abort', done);
  });
}
