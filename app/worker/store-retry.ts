import { setTimeout as pause } from 'node:timers/promises';
import type { Contract } from '../contract/types/contract.ts';
import type { Store } from '../store/store.ts';
import type { ErrorReporter } from './error-reporting.ts';

export interface StoreRetryDeps extends ErrorReporter {
  readonly store: Store;
  readonly contract: Contract;
  readonly now: () => Date;
}

/** What a debate asks of the store. All of it can be asked twice: an append finds its own earlier attempt. */
export type RetryingStore = Pick<Store, 'append' | 'events' | 'evidence' | 'recordWastedUsage'>;

/**
 * The store for one debate: while the database is away, what it is asked waits and is tried again, so that what was
 * paid for is not lost. That is safe for as long as it takes: whether the lease is still ours, the append's epoch says.
 * Rejects with the outage when patience runs out, or when `signal` aborts; whatever comes after that is tried once.
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
          // Once for each thing that has to wait.
          if (delayMs === storeRetryMs) onOutage(error, operation);
          // An abort ends the wait, and the next try is the last.
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
