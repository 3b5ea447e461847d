import type { Contract } from '../../contract/types/contract.ts';
import type { Bus } from '../../live/bus.ts';
import type { Clock } from '../../shared/clock.ts';
import type { ApiKey, Store } from '../../store/store.ts';

/** The keys of recent requests. To look one up in the database costs as much CPU as the rest of a short request. */
export interface KeyCache {
  /** A key as it was at most `access.keyCacheMs` ago; null: there is none with this id. */
  find(id: string): Promise<ApiKey | null>;
  /** A use of the key has been stored. */
  noteUse(id: string, at: string): void;
  /** The key was revoked. */
  forget(id: string): void;
}

export interface KeyCacheDeps {
  readonly store: Pick<Store, 'findKey'>;
  /** It carries revocations, so that while it is down no key is taken from the cache. */
  readonly bus: Pick<Bus, 'isHealthy'>;
  readonly contract: Contract;
  readonly clock: Pick<Clock, 'monotonicMs'>;
}

interface Entry {
  readonly key: ApiKey;
  readonly atMs: number;
}

export function createKeyCache({ store, bus, contract, clock }: KeyCacheDeps): KeyCache {
  const { keyCacheMs, keyCacheMax } = contract.access;
  const entries = new Map<string, Entry>();
  let revocations = 0;

  function add(key: ApiKey, atMs: number): void {
    entries.delete(key.id);
    const [oldest] = entries.keys();
    if (oldest !== undefined && entries.size >= keyCacheMax) entries.delete(oldest);
    entries.set(key.id, { key, atMs });
  }

  return {
    async find(id) {
      if (!bus.isHealthy()) {
        entries.clear();
        return store.findKey(id);
      }
      const atMs = clock.monotonicMs();
      const entry = entries.get(id);
      if (entry !== undefined && atMs - entry.atMs < keyCacheMs) return entry.key;
      const revocationsBefore = revocations;
      const key = await store.findKey(id);
      // What was read may be from before a revocation that has arrived meanwhile.
      if (key !== null && revocations === revocationsBefore) add(key, atMs);
      return key;
    },
    noteUse(id, at) {
      const entry = entries.get(id);
      if (entry !== undefined) entries.set(id, { ...entry, key: { ...entry.key, lastUsedAt: at } });
    },
    forget(id) {
      revocations += 1;
      entries.delete(id);
    },
  };
}
