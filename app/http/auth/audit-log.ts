import type { Contract } from '../../contract/types/contract.ts';
import type { Log } from '../../runtime/log.ts';
import type { Clock } from '../../shared/clock.ts';
import { singleFlight } from '../../shared/single-flight.ts';
import type { AuditEntry, Store } from '../../store/store.ts';
import type { Caller } from '../context.ts';

/** Actions and refusals by caller: a log line at once and a row in the database. Never contains debate content. */
export interface AuditLog {
  /** For connections and refusals: stored in the background. During a database outage only the newest are kept. */
  enqueue(event: AuditEvent): void;
  /** For actions on keys and debates: resolves once the entry is stored. */
  write(event: AuditEvent): Promise<void>;
  /** Stores pending entries. They stay pending during a database outage. */
  flush(): Promise<void>;
  /** Stores pending entries and stops. */
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

/** The table is pruned each time it has grown by this share of its limit: counting rows on every insert is too slow. */
const pruneShare = 0.1;

export function createAuditLog({ store, contract, log, clock, now }: AuditLogDeps): AuditLog {
  const { auditRowsMax, auditPendingMax, auditFlushIntervalMs } = contract.access;
  let pending: AuditEntry[] = [];
  let addedSincePrune = 0;

  // Copies each member: an extra one has no column, and its failing insert would block all later entries.
  function toEntry(event: AuditEvent, administrative: boolean): AuditEntry {
    const { caller, address, action, subject, outcome } = event;
    const actor = caller.keyId === null ? caller.name : `key/${caller.keyId}`;
    const entry = { administrative, tenant: caller.tenant, actor, address, action, subject, outcome };
    // Log lines have a timestamp of their own.
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
      log.warn({ error, entries: entries.length }, 'audit entries buffered: database unavailable');
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
