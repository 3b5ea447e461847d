import type { FailureReason } from '../debate/core/events.ts';
import type { Clock } from '../shared/clock.ts';
import { AgentFailure } from './agent.ts';

export type Timeout = Extract<FailureReason, `${string}-timeout`>;

/** Aborts its signal with a typed failure unless it is moved or cancelled in time. */
export interface CallDeadline {
  readonly signal: AbortSignal;
  /** Moves it to `ms` after `fromMs`, by default after now. */
  set(reason: Timeout, ms: number, fromMs?: number): void;
  leftMs(): number;
  cancel(): void;
}

const timeoutMessages: Readonly<Record<Timeout, string>> = {
  'first-token-timeout': 'no first token',
  'idle-timeout': 'no further token',
  'total-timeout': 'no end of the reply',
};

/**
 * Every token moves a deadline. To set a timer each time would take a twentieth of a token's CPU time, so one timer
 * runs and starts again, when it is due, for the time that is left.
 */
export function createCallDeadline(clock: Clock): CallDeadline {
  const controller = new AbortController();
  let current: Timeout = 'total-timeout';
  let limitMs = 0;
  let atMs = Number.POSITIVE_INFINITY;
  let timerAtMs = Number.POSITIVE_INFINITY;
  let cancelTimer: (() => void) | null = null;

  const leftMs = () => atMs - clock.monotonicMs();

  function startTimer(): void {
    cancelTimer?.();
    timerAtMs = atMs;
    cancelTimer = clock.after(leftMs(), check);
  }

  function check(): void {
    if (leftMs() > 0) {
      startTimer();
      return;
    }
    // After an idle timeout text has arrived, and after the total timeout no time is left.
    const retryable = current === 'first-token-timeout';
    const message = `${timeoutMessages[current]} within ${limitMs} ms`;
    controller.abort(new AgentFailure(current, message, { retryable }));
  }

  return {
    signal: controller.signal,
    set(reason, ms, fromMs = clock.monotonicMs()) {
      current = reason;
      limitMs = ms;
      atMs = fromMs + ms;
      if (atMs < timerAtMs) startTimer();
    },
    leftMs,
    cancel: () => cancelTimer?.(),
  };
}

interface AbortLimit {
  readonly signal: AbortSignal;
  /** How long the call may take to end once the signal has aborted. */
  readonly abortMs: number;
  readonly clock: Pick<Clock, 'after'>;
  /** The call is abandoned: it may go on for ever, and what it gives is ignored. */
  readonly onAbandoned: () => void;
}

/** The result of a call that should end when its signal aborts. Rejects with the signal's reason if it does not. */
export function withAbortLimit<T>(
  call: Promise<T>,
  { signal, abortMs, clock, onAbandoned }: AbortLimit,
): Promise<T> {
  return new Promise((resolve, reject) => {
    let cancel = () => {};
    const onAbort = () => {
      cancel = clock.after(abortMs, () => {
        onAbandoned();
        reject(signal.reason);
      });
    };
    const settle = () => {
      cancel();
      signal.removeEventListener('abort', onAbort);
    };
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
    call.finally(settle).then(resolve, reject);
  });
}
