import type { Contract } from '../../contract/types/contract.ts';
import type { Bus } from '../../live/bus.ts';
import { topics } from '../../live/messages.ts';
import type { Clock } from '../../shared/clock.ts';
import type { Store } from '../../store/store.ts';
import type { Caller } from '../context.ts';
import type { AccessStats } from './access-stats.ts';
import type { AuditLog } from './audit-log.ts';

/** Open streams, sockets and long polls by API key, so that they are closed when the key is revoked or expires. */
export interface KeySessions {
  /** Registers a connection; `close` is called when its key becomes invalid. Call the result once it has closed. */
  open(owner: SessionOwner, subject: string, close: () => void): () => void;
  /** The same for a long poll, which the audit log does not record. */
  closeOnRevocation(keyId: string | null, close: () => void): () => void;
  /** Closes everything opened with a key: here at once, in other processes when the message reaches them. */
  revoke(keyId: string): void;
  close(): void;
}

export interface SessionOwner {
  readonly caller: Caller;
  readonly address: string;
}

export interface KeySessionsDeps {
  readonly store: Pick<Store, 'filterActiveKeys'>;
  readonly bus: Bus;
  readonly auditLog: AuditLog;
  readonly stats: AccessStats;
  readonly contract: Contract;
  readonly clock: Clock;
  readonly now: () => Date;
  readonly onRevoked: (keyId: string) => void;
  readonly onError: (error: unknown) => void;
}

type CloseSession = () => void;

/** Revocation messages can be lost and expiry sends none, so all keys are revalidated periodically. */
export function createKeySessions(deps: KeySessionsDeps): KeySessions {
  const { store, bus, auditLog, stats, contract, clock, now, onRevoked, onError } = deps;
  const closersByKey = new Map<string, Set<CloseSession>>();

  function closeSessions(keyId: string): void {
    onRevoked(keyId);
    const closers = closersByKey.get(keyId);
    closersByKey.delete(keyId);
    for (const close of closers ?? []) {
      stats.revoked += 1;
      close();
    }
  }

  async function revalidate(): Promise<void> {
    const keyIds = [...closersByKey.keys()];
    if (keyIds.length === 0) return;
    try {
      const activeKeyIds = await store.filterActiveKeys(keyIds, now().toISOString());
      for (const keyId of keyIds) if (!activeKeyIds.has(keyId)) closeSessions(keyId);
    } catch (error) {
      onError(error);
    }
  }

  function closeOnRevocation(keyId: string | null, close: CloseSession): () => void {
    if (keyId === null) return () => {};
    const closers = closersByKey.get(keyId) ?? new Set();
    closersByKey.set(keyId, closers.add(close));
    return () => {
      closers.delete(close);
      if (closers.size === 0 && closersByKey.get(keyId) === closers) closersByKey.delete(keyId);
    };
  }

  const stopRevalidation = clock.every(contract.access.revalidateIntervalMs, () => void revalidate());
  const subscription = bus.subscribe(topics.revokedKeys, closeSessions);

  return {
    open(owner, subject, close) {
      let outcome = 'done';
      const release = closeOnRevocation(owner.caller.keyId, () => {
        outcome = 'revoked';
        close();
      });
      auditLog.enqueue({ ...owner, action: 'connect', subject, outcome });
      return () => {
        release();
        auditLog.enqueue({ ...owner, action: 'close', subject, outcome });
      };
    },
    closeOnRevocation,
    revoke(keyId) {
      closeSessions(keyId);
      bus.publish(topics.revokedKeys, keyId);
    },
    close() {
      stopRevalidation();
      closersByKey.clear();
      void subscription.then((stop) => stop());
    },
  };
}
