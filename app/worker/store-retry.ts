import { setTimeout as pause } from 'node:timers/promises';
import type { Contract } from '../contract/types/contract.ts';
import type { Store } from '../store/store.ts';
import type { ErrorReporter } from './error-reporting.ts';

export interface StoreRetryDeps extends ErrorReporter {
  readonly store: Store;
  readonly contract: Contract;
  readonly now: () => Date;
}

/** The store methods that a run uses. All are idempotent: an append finds its own earlier attempt. */
export type RetryingStore = Pick<Store, 'append' | 'events' | 'evidence' | 'recordWastedUsage'>;

/**
 * The store of one run: calls are retried with backoff while the database is unavailable, so that paid results are not
 * lost. Retrying is safe: the append is fenced by its epoch. Rejects with the outage when the retry budget is used up;
 * after `signal` aborts, each call is tried once more at most.
 */
export function withStoreRetry(deps: StoreRetryDeps, signal: AbortSignal): RetryingStore {
  const { store, now, isOutage, onOutage } = deps;
  const { storeRetryMs, storeRetryMsMax, storeRetryBudgetMs } = deps.contract.work;

  const retrying =
    <Args extends unknown[], Result>(operation: string, call: (...args: Args) => Promise<Result>) =>
    async (...args: Args): Promise<Result> => {
      const deadlineMs = now().getTime() + storeRetryBudgetMs;
      for (let delayMs = storeRetryMs; ; delayMs = Math.min(delayMs * 2, storeRetryMsMax)) {
        try {
          return await call(...args);
        } catch (error) {
          if (!isOutage(error) || signal.aborted || now().getTime() + delayMs > deadlineMs) throw error;
          // Reported once per call.
          if (delayMs === storeRetryMs) onOutage(error, operation);
          // An abort ends the wait; one last try follows.
          await pause(delayMs, undefined, { signal }).catch(() => {});
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
