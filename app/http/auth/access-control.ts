import type { Contract } from '../../contract/types/contract.ts';
import type { Bus } from '../../live/bus.ts';
import { type EventLoopLag, watchEventLoop } from '../../runtime/event-loop-lag.ts';
import type { Log } from '../../runtime/log.ts';
import type { Clock } from '../../shared/clock.ts';
import type { Store } from '../../store/store.ts';
import { type AuditLog, createAuditLog } from './audit-log.ts';
import { createKeySessions, type KeySessions } from './key-sessions.ts';
import type { RateLimiter } from './rate-limiter.ts';

/** Whom this server lets in. */
export interface AccessPolicy {
  /** Everyone who can connect, because only this machine can. */
  readonly isOpen: boolean;
  /** Goes into the hashes of keys; null: none is set, and no key can be made. */
  readonly pepper: string | null;
  /** The origins whose pages may open sockets and streams, and change things; [] is that of this server itself. */
  readonly origins: readonly string[];
}

/** All that stands between a request and what it asks for, in one process. */
export interface AccessControl {
  readonly policy: AccessPolicy;
  readonly rateLimiter: RateLimiter;
  readonly auditLog: AuditLog;
  readonly keySessions: KeySessions;
  readonly eventLoopLag: EventLoopLag;
  readonly stats: AccessStats;
  close(): Promise<void>;
}

/** What the gate has done in this process. */
export interface AccessStats {
  /** Requests refused for want of a key, a scope, or the right origin. */
  denied: number;
  /** Requests refused because a caller made too many. */
  rateLimited: number;
  /** Requests refused because the process was late. */
  shed: number;
  /** Streams, sockets and long polls that ended with their key. */
  revoked: number;
}

export interface AccessControlDeps {
  readonly policy: AccessPolicy;
  readonly rateLimiter: RateLimiter;
  readonly store: Store;
  readonly bus: Bus;
  readonly contract: Contract;
  readonly clock: Clock;
  readonly now: () => Date;
  readonly log: Log;
}

export function createAccessControl(deps: AccessControlDeps): AccessControl {
  const { policy, rateLimiter, contract, clock, log } = deps;
  const stats: AccessStats = { denied: 0, rateLimited: 0, shed: 0, revoked: 0 };
  const auditLog = createAuditLog(deps);
  const onError = (error: unknown) => log.warn({ error }, 'keys could not be looked at; it is tried again');
  const keySessions = createKeySessions({ ...deps, auditLog, stats, onError });
  const eventLoopLag = watchEventLoop(contract, clock);
  return {
    policy,
    rateLimiter,
    auditLog,
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
