import { setImmediate } from 'node:timers/promises';
import { isConnectionLost } from '../errors.ts';
import type { Store } from '../store.ts';

/**
 * Retries idempotent calls on dead connections, which a pool hands out until it notices their end; at most
 * `connectionsMax` times. Idempotent are reads, and writes that find their own earlier attempt: an append by its hash,
 * wasted usage by its key, renewals and releases by their epoch. A claim or a creation whose result was lost would be
 * made twice, so it is not retried.
 */
export function retryStaleConnections(store: Store, connectionsMax: number): Store {
  const retrying =
    <Args extends unknown[], Result>(call: (...args: Args) => Promise<Result>) =>
    async (...args: Args): Promise<Result> => {
      for (let attempts = 1; ; attempts += 1) {
        try {
          return await call(...args);
        } catch (error) {
          if (!isConnectionLost(error) || attempts > connectionsMax) throw error;
          // The error arrives before the connection closes; by the next tick the pool has dropped it.
          await setImmediate();
        }
      }
    };
  return {
    ...store,
    append: retrying(store.append),
    events: retrying(store.events),
    latestSeqs: retrying(store.latestSeqs),
    get: retrying(store.get),
    list: retrying(store.list),
    evidence: retrying(store.evidence),
    renew: retrying(store.renew),
    backlog: retrying(store.backlog),
    recordHeartbeat: retrying(store.recordHeartbeat),
    removeWorker: retrying(store.removeWorker),
    release: retrying(store.release),
    recordWastedUsage: retrying(store.recordWastedUsage),
    listWastedUsage: retrying(store.listWastedUsage),
  };
}
