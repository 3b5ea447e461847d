import { backoffMs } from '../shared/backoff.ts';
import type { Clock } from '../shared/clock.ts';
import { ApiError } from './http.ts';
import type { ServerMessage } from './messages.ts';

/** Decides how long to wait between connections. */
export interface ReconnectPolicy {
  /** Records the server's retry interval, and that a connection succeeded. */
  observe(message: ServerMessage): void;
  /** Rethrows an error that a retry cannot fix; records the Retry-After of the others. */
  rethrowIfFinal(error: unknown): void;
  /** Milliseconds to wait before the next connection. */
  nextDelayMs(): number;
}

/** Used until the server sends its own interval. */
const initialRetryMs = 1000;
const retryMsMax = 30_000;
/** Client errors that are temporary: timeout, too early, too many requests. */
const retryableStatuses: readonly number[] = [408, 425, 429];

/** Exponential backoff with jitter, reset by a successful connection, unless the server asks for a delay. */
export function createReconnectPolicy(random: () => number): ReconnectPolicy {
  let retryMs = initialRetryMs;
  let failures = 0;
  /** A delay that the server asked for once, used without jitter: the server spreads its viewers itself. */
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
      failures += 1;
      const delayMs = requestedMs ?? backoffMs({ initialMs: retryMs, maxMs: retryMsMax, random }, failures);
      requestedMs = null;
      return delayMs;
    },
  };
}

/** Aborts a connection that receives nothing for too long: its peer may be gone without closing it. */
export interface IdleTimeout {
  /** Aborts with the caller's signal, or after the time limit without a message. */
  readonly signal: AbortSignal;
  /** Sets the time limit and starts the timer. */
  setLimit(ms: number): void;
  /** Restarts the timer after a message. */
  reset(): void;
  /** Aborts the connection and stops the timer. */
  stop(): void;
}

export function createIdleTimeout(signal: AbortSignal | undefined, clock: Clock): IdleTimeout {
  const controller = new AbortController();
  let limitMs: number | null = null;
  let cancel = () => {};
  function reset(): void {
    cancel();
    if (limitMs !== null) cancel = clock.after(limitMs, () => controller.abort());
  }
  return {
    signal: signal ? AbortSignal.any([signal, controller.signal]) : controller.signal,
    setLimit(ms) {
      limitMs = ms;
      reset();
    },
    reset,
    stop() {
      cancel();
      controller.abort();
    },
  };
}
