import type { Contract } from '../../contract/types/contract.ts';
import type { Bus } from '../../live/bus.ts';
import { type EventLoopLag, watchEventLoop } from '../../runtime/event-loop-lag.ts';
import type { Log } from '../../runtime/log.ts';
import type { Clock } from '../../shared/clock.ts';
import type { Store } from '../../store/store.ts';
import { type AccessStats, createAccessStats } from './access-stats.ts';
import { type AuditLog, createAuditLog } from './audit-log.ts';
import { createKeyCache, type KeyCache } from './key-cache.ts';
import { createKeySessions, type KeySessions } from './key-sessions.ts';
import type { RateLimiter } from './rate-limiter.ts';

export interface AccessPolicy {
  /** No key is required, because the server listens on loopback only. */
  readonly isOpen: boolean;
  /** Part of every key hash; null: not configured, so keys cannot be created. */
  readonly pepper: string | null;
  /** Origins whose pages may open sockets and streams and send commands; []: the server's own origin only. */
  readonly origins: readonly string[];
}

/** Access control of one process: keys, rate limits, overload protection and the audit log. */
export interface AccessControl {
  readonly policy: AccessPolicy;
  readonly rateLimiter: RateLimiter;
  readonly auditLog: AuditLog;
  readonly keyCache: KeyCache;
  readonly keySessions: KeySessions;
  readonly eventLoopLag: EventLoopLag;
  readonly stats: AccessStats;
  close(): Promise<void>;
}

export interface AccessControlDeps {
  readonly policy: AccessPolicy;
  readonly rateLimiter: RateLimiter;
  readonly store: Pick<Store, 'addAuditEntries' | 'pruneAuditEntries' | 'filterActiveKeys' | 'findKey'>;
  readonly bus: Bus;
  readonly contract: Contract;
  readonly clock: Clock;
  readonly now: () => Date;
  readonly log: Log;
}

export function createAccessControl(deps: AccessControlDeps): AccessControl {
  const { policy, rateLimiter, contract, clock, log } = deps;
  const stats = createAccessStats();
  const auditLog = createAuditLog(deps);
  const onError = (error: unknown) => log.warn({ error }, 'key revalidation failed, retrying');
  const keyCache = createKeyCache(deps);
  const keySessions = createKeySessions({ ...deps, auditLog, stats, onRevoked: keyCache.forget, onError });
  const eventLoopLag = watchEventLoop(contract, clock);
  return {
    policy,
    rateLimiter,
    auditLog,
    keyCache,
    keySessions,
    eventLoopLag,
    stats,
    async close() {
      eventLoopLag.close();
      keySessions.close();
      rateLimiter.close();
      await auditLog.close();
    },
  };
}
