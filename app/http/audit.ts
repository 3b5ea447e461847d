import type { Contract } from '../contract/contract.ts';
import type { Timers } from '../live/timers.ts';
import type { Log } from '../process/log.ts';
import type { AuditEntry, Store } from '../store/store.ts';
import type { Caller } from './parts.ts';

/** Who did what, or was refused: a line in the log at once, and a row in the database. Never with what was said. */
export interface Audit {
  /** Of connections and refusals: written soon. While the database is away, only the newest are kept for it. */
  note(act: Act): void;
  /** Of acts on keys and debates: written when it resolves. */
  write(act: Act): Promise<void>;
  /** Writes what waits. While the database is away, it goes on waiting. */
  flush(): Promise<void>;
  /** Writes what waits, and ends. */
  close(): Promise<void>;
}

export interface Act {
  readonly caller: Caller;
  readonly address: string;
  readonly action: string;
  readonly subject: string;
  readonly outcome: string;
}

export interface AuditParts {
  readonly store: Pick<Store, 'addAudit' | 'trimAudit'>;
  readonly contract: Contract;
  readonly log: Log;
  readonly timers: Timers;
  readonly now: () => Date;
}

/** Rows are counted here rather than in the table, which may so become this much longer than it should. */
const trimShare = 0.1;

export function createAudit({ store, contract, log, timers, now }: AuditParts): Audit {
  const { auditRowsMax, auditPendingMax, auditFlushMs } = contract.access;
  let pending: AuditEntry[] = [];
  let addedSinceTrim = 0;
  let flushing: Promise<void> | null = null;

  /** Member by member: what a caller carries besides has no column, and would hold up everything after it. */
  function entryOf(act: Act, administrative: boolean): AuditEntry {
    const { caller, address, action, subject, outcome } = act;
    const actor = caller.keyId === null ? caller.name : `key/${caller.keyId}`;
    const entry = { administrative, tenant: caller.tenant, actor, address, action, subject, outcome };
    // The log says itself when it was.
    log.info(entry, 'audit');
    return { at: now().toISOString(), ...entry };
  }

  async function add(entries: readonly AuditEntry[]): Promise<void> {
    await store.addAudit(entries);
    addedSinceTrim += entries.length;
    if (addedSinceTrim < auditRowsMax * trimShare) return;
    addedSinceTrim = 0;
    await store.trimAudit(auditRowsMax);
  }

  async function flush(): Promise<void> {
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

  function flushOnce(): Promise<void> {
    flushing ??= flush().finally(() => {
      flushing = null;
    });
    return flushing;
  }

  const stop = timers.every(auditFlushMs, () => void flushOnce());

  return {
    note(act) {
      pending.push(entryOf(act, false));
      if (pending.length > auditPendingMax) pending.shift();
    },
    write: (act) => add([entryOf(act, true)]),
    flush: flushOnce,
    async close() {
      stop();
      await flushOnce();
      // What came while that was under way.
      await flushOnce();
    },
  };
}
