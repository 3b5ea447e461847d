import { ApiError } from './http.ts';
import type { ServerMessage } from './messages.ts';

/** How long to wait between connections. */
export interface ReconnectPolicy {
  /** Learns from what the server says: how long it wants, and that a connection was good. */
  observe(message: ServerMessage): void;
  /** Throws again what no other try can cure, and learns from the rest. */
  rethrowIfFinal(error: unknown): void;
  /** The next pause, in milliseconds. */
  nextDelayMs(): number;
}

/** Until the server has said how long it wants. */
const initialRetryMs = 1000;
const retryMsMax = 30_000;
/** Refusals that pass: too slow, too early, too many. */
const retryableStatuses: readonly number[] = [408, 425, 429];

/** Doubles from pause to pause, up to the longest, until a connection is good; half of each is left to chance. */
export function createReconnectPolicy(random: () => number): ReconnectPolicy {
  let retryMs = initialRetryMs;
  let failures = 0;
  /** What the server asked for this once; it has spread its viewers itself. */
  let requestedMs: number | null = null;
  return {
    observe(message) {
      if (message.type === 'reconnect' || message.type === 'evicted') requestedMs = message.retryMs;
      if (message.type !== 'subscribed') return;
      retryMs = message.retryMs;
      failures = 0;
    },
    rethrowIfFinal(error) {
      if (!(error instanceof ApiError)) return;
      if (error.status < 500 && !retryableStatuses.includes(error.status)) throw error;
      requestedMs = error.retryAfterSeconds === null ? null : error.retryAfterSeconds * 1000;
    },
    nextDelayMs() {
      const backoffMs = Math.min(retryMs * 2 ** failures, retryMsMax) * (0.5 + random() / 2);
      const delayMs = requestedMs ?? backoffMs;
      failures += 1;
      requestedMs = null;
      return delayMs;
    },
  };
}

/** Ends a connection on which nothing is heard any more: its other end may have gone without a word. */
export interface IdleTimeout {
  /** Aborts when the caller's signal does, or when it has been silent for too long. */
  readonly signal: AbortSignal;
  /** From now on so much silence is too long. */
  setLimit(ms: number): void;
  /** Something has been heard. */
  reset(): void;
  /** The connection is of no more use; it is ended, too. */
  stop(): void;
}

export function createIdleTimeout(signal: AbortSignal | undefined): IdleTimeout {
  const controller = new AbortController();
  let limitMs: number | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  function reset(): void {
    clearTimeout(timer);
    if (limitMs !== null) timer = setTimeout(() => controller.abort(), limitMs);
  }
  return {
    signal: signal ? AbortSignal.any([signal, controller.signal]) : controller.signal,
    setLimit(ms) {
      limitMs = ms;
      reset();
    },
    reset,
    stop() {
      clearTimeout(timer);
      controller.abort();
    },
  };
}

/** Resolves after `ms`, or as soon as the signal aborts. */
export function delay(ms: number, signal: AbortSignal | undefined): Promise<void> {
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
