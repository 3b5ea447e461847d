import type { Clock } from '../shared/clock.ts';
import { sourceUnavailable } from './source-refused.ts';

export interface TimeLimit {
  readonly timeoutMs: number;
  readonly clock: Pick<Clock, 'after'>;
}

/** Ends `run` by its signal when the time is up, with a refusal, or when `outer` aborts, with its reason. */
export async function withTimeLimit<T>(
  { timeoutMs, clock }: TimeLimit,
  outer: AbortSignal,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const timeout = new AbortController();
  const cancel = clock.after(timeoutMs, () =>
    timeout.abort(sourceUnavailable(`did not answer completely within ${timeoutMs / 1000} seconds.`)),
  );
  const signal = AbortSignal.any([outer, timeout.signal]);
  try {
    return await run(signal);
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    cancel();
  }
}
