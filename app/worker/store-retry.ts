import type { Contract } from '../contract/types/contract.ts';
import { backoffMs } from '../shared/backoff.ts';
import { type Clock, sleep } from '../shared/clock.ts';
import type { Store } from '../store/store.ts';
import type { ErrorReporter } from './error-reporting.ts';

export interface StoreRetryDeps extends ErrorReporter {
  readonly store: Store;
  readonly contract: Contract;
  readonly now: () => Date;
  readonly clock: Clock;
}

/** The store methods that a run uses. All are idempotent: an append finds its own earlier attempt. */
export type RetryingStore = Pick<Store, 'append' | 'events' | 'evidence' | 'recordWastedUsage'>;

/**
 * The store of one run: calls are retried with backoff while the database is unavailable, so that paid results are not
 * lost. Retrying is safe: the append is fenced by its epoch. Rejects with the outage when the retry budget is used up;
 * after `signal` aborts, each call is tried once more at most.
 */
export function withStoreRetry(deps: StoreRetryDeps, signal: AbortSignal): RetryingStore {
  const { store, now, clock, isOutage, onOutage } = deps;
  const { storeRetryMs, storeRetryMsMax, storeRetryBudgetMs } = deps.contract.work;
  const backoff = { initialMs: storeRetryMs, maxMs: storeRetryMsMax };

  const retrying =
    <Args extends unknown[], Result>(operation: string, call: (...args: Args) => Promise<Result>) =>
    async (...args: Args): Promise<Result> => {
      const deadlineMs = now().getTime() + storeRetryBudgetMs;
      for (let failures = 1; ; failures += 1) {
        try {
          return await call(...args);
        } catch (error) {
          const delayMs = backoffMs(backoff, failures);
          if (!isOutage(error) || signal.aborted || now().getTime() + delayMs > deadlineMs) throw error;
          // Once for each thing that has to wait.
          if (failures === 1) onOutage(error, operation);
          // An abort ends the wait, and the next try is the last.
          await sleep(clock, delayMs, signal).catch(() => {});
        }
      }
    };

  return {
    append: retrying('append', store.append),
    events: retrying('read events', store.events),
    evidence: retrying('read evidence', store.evidence),
    recordWastedUsage: retrying('record wasted usage', store.recordWastedUsage),
  };
}
