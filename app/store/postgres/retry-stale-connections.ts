import { setImmediate } from 'node:timers/promises';
import { isConnectionLost } from '../errors.ts';
import type { Store } from '../store.ts';

/**
 * The store, but that dead connections, which a pool hands out until it has heard of their end, are not the caller's
 * trouble: what can be asked twice is asked again, over at most `connectionsMax` of them. That is what reads, and what
 * finds its own earlier attempt: an append by its hash, waste by its key, renewals and releases by their epoch. A claim
 * or a creation whose answer was lost would be made twice.
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
          // The server says that it ends a connection before it does; by the next turn the pool knows, too.
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
