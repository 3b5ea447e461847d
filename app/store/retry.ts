import { setImmediate } from 'node:timers/promises';
import { isConnectionLost } from './errors.ts';
import type { Store } from './store.ts';

/**
 * The store, but that dead connections, which a pool hands out until it has heard of their end, are not the caller's
 * trouble: what can be asked twice is asked again, over at most `connectionsMax` of them. That is what reads, and what
 * finds its own earlier attempt: an append by its hash, waste by its key, renewals and releases by their epoch. A claim
 * or a creation whose answer was lost would be made twice.
 */
export function overDeadConnections(store: Store, connectionsMax: number): Store {
  const again =
    <Asked extends unknown[], Answer>(ask: (...asked: Asked) => Promise<Answer>) =>
    async (...asked: Asked): Promise<Answer> => {
      for (let dead = 1; ; dead += 1) {
        try {
          return await ask(...asked);
        } catch (error) {
          if (!isConnectionLost(error) || dead > connectionsMax) throw error;
          // The server says that it ends a connection before it does; by the next turn the pool knows, too.
          await setImmediate();
        }
      }
    };
  return {
    ...store,
    append: again(store.append),
    events: again(store.events),
    heads: again(store.heads),
    get: again(store.get),
    list: again(store.list),
    evidence: again(store.evidence),
    renew: again(store.renew),
    backlog: again(store.backlog),
    sayAlive: again(store.sayAlive),
    sayGone: again(store.sayGone),
    release: again(store.release),
    addWaste: again(store.addWaste),
    wasteOf: again(store.wasteOf),
  };
}
