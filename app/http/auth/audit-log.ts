import type { Contract } from '../../contract/types/contract.ts';
import type { Log } from '../../runtime/log.ts';
import type { Clock } from '../../shared/clock.ts';
import { singleFlight } from '../../shared/single-flight.ts';
import type { AuditEntry, Store } from '../../store/store.ts';
import type { Caller } from '../deps.ts';

/** Who did what, or was refused: a line in the log at once, and a row in the database. Never with what was said. */
export interface AuditLog {
  /** Of connections and refusals: written soon. While the database is away, only the newest are kept for it. */
  enqueue(event: AuditEvent): void;
  /** Of acts on keys and debates: written when it resolves. */
  write(event: AuditEvent): Promise<void>;
  /** Writes what waits. While the database is away, it goes on waiting. */
  flush(): Promise<void>;
  /** Writes what waits, and ends. */
  close(): Promise<void>;
}

export interface AuditEvent {
  readonly caller: Caller;
  readonly address: string;
  readonly action: string;
  readonly subject: string;
  readonly outcome: string;
}

export interface AuditLogDeps {
  readonly store: Pick<Store, 'addAuditEntries' | 'pruneAuditEntries'>;
  readonly contract: Contract;
  readonly log: Log;
  readonly clock: Clock;
  readonly now: () => Date;
}

/** Rows are counted here rather than in the table, which may so become this much longer than it should. */
const pruneShare = 0.1;

export function createAuditLog({ store, contract, log, clock, now }: AuditLogDeps): AuditLog {
  const { auditRowsMax, auditPendingMax, auditFlushIntervalMs } = contract.access;
  let pending: AuditEntry[] = [];
  let addedSincePrune = 0;

  /** Member by member: what a caller carries besides has no column, and would hold up everything after it. */
  function toEntry(event: AuditEvent, administrative: boolean): AuditEntry {
    const { caller, address, action, subject, outcome } = event;
    const actor = caller.keyId === null ? caller.name : `key/${caller.keyId}`;
    const entry = { administrative, tenant: caller.tenant, actor, address, action, subject, outcome };
    // The log says itself when it was.
    log.info(entry, 'audit');
    return { at: now().toISOString(), ...entry };
  }

  async function add(entries: readonly AuditEntry[]): Promise<void> {
    await store.addAuditEntries(entries);
    addedSincePrune += entries.length;
    if (addedSincePrune < auditRowsMax * pruneShare) return;
    addedSincePrune = 0;
    await store.pruneAuditEntries(auditRowsMax);
  }

  async function flushPending(): Promise<void> {
    const entries = pending;
    pending = [];
    if (entries.length === 0) return;
    try {
      await add(entries);
    } catch (error) {
      log.warn({ error, entries: entries.length }, 'audit entries wait for the database');
      pending = [...entries, ...pending].slice(-auditPendingMax);
    }
  }

  const flush = singleFlight(flushPending, { whileRunning: 'join' });
  const stopFlushing = clock.every(auditFlushIntervalMs, () => void flush());

  return {
    enqueue(event) {
      pending.push(toEntry(event, false));
      if (pending.length > auditPendingMax) pending.shift();
    },
    write: (event) => add([toEntry(event, true)]),
    flush,
    async close() {
      stopFlushing();
      await flush();
      // For entries that were added during the first flush.
      await flush();
    },
  };
}
