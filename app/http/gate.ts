import type { Contract } from '../contract/contract.ts';
import type { Bus } from '../live/bus.ts';
import type { Timers } from '../live/timers.ts';
import type { Log } from '../process/log.ts';
import { type LoopLag, watchLoop } from '../process/loop-lag.ts';
import type { Store } from '../store/store.ts';
import { type Audit, createAudit } from './audit.ts';
import type { Limiter } from './limiter.ts';
import { createVisits, type Visits } from './visits.ts';

/** Whom this server lets in. */
export interface AccessRules {
  /** Everyone who can connect, because only this machine can. */
  readonly open: boolean;
  /** Goes into the hashes of keys; null: none is set, and no key can be made. */
  readonly pepper: string | null;
  /** The origins whose pages may open sockets and streams, and change things; [] is that of this server itself. */
  readonly origins: readonly string[];
}

/** All that stands between a request and what it asks for, in one process. */
export interface Gate {
  readonly rules: AccessRules;
  readonly limiter: Limiter;
  readonly audit: Audit;
  readonly visits: Visits;
  readonly loop: LoopLag;
  readonly counts: GateCounts;
  close(): Promise<void>;
}

/** What the gate has done in this process. */
export interface GateCounts {
  /** Requests refused for want of a key, a scope, or the right origin. */
  denied: number;
  /** Requests refused because a caller made too many. */
  limited: number;
  /** Requests refused because the process was late. */
  shed: number;
  /** Streams, sockets and long polls that ended with their key. */
  revoked: number;
}

export interface GateParts {
  readonly rules: AccessRules;
  readonly limiter: Limiter;
  readonly store: Store;
  readonly bus: Bus;
  readonly contract: Contract;
  readonly timers: Timers;
  readonly now: () => Date;
  readonly log: Log;
}

export function createGate(parts: GateParts): Gate {
  const { rules, limiter, contract, timers, log } = parts;
  const counts: GateCounts = { denied: 0, limited: 0, shed: 0, revoked: 0 };
  const audit = createAudit(parts);
  const onError = (error: unknown) => log.warn({ error }, 'keys could not be looked at; it is tried again');
  const visits = createVisits({ ...parts, audit, counts, onError });
  const loop = watchLoop(contract, timers);
  return {
    rules,
    limiter,
    audit,
    visits,
    loop,
    counts,
    async close() {
      loop.close();
      visits.close();
      limiter.close();
      await audit.close();
    },
  };
}
