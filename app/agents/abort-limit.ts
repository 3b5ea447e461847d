import type { Clock } from '../shared/clock.ts';

interface AbortLimit {
  readonly signal: AbortSignal;
  /** How long the call may take to end once the signal has aborted. */
  readonly abortMs: number;
  readonly clock: Pick<Clock, 'after'>;
  /** The call is left behind: it may go on for ever, and what it gives is ignored. */
  readonly onLeftBehind: () => void;
}

/** The result of a call that should end when its signal aborts. Rejects with the signal's reason if it does not. */
export function withAbortLimit<T>(
  call: Promise<T>,
  { signal, abortMs, clock, onLeftBehind }: AbortLimit,
): Promise<T> {
  return new Promise((resolve, reject) => {
    let cancel = () => {};
    const onAbort = () => {
      cancel = clock.after(abortMs, () => {
        onLeftBehind();
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
