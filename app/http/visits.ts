import type { Contract } from '../contract/contract.ts';
import type { Bus } from '../live/bus.ts';
import { topics } from '../live/messages.ts';
import type { Timers } from '../live/timers.ts';
import type { Store } from '../store/store.ts';
import type { Audit } from './audit.ts';
import type { GateCounts } from './gate.ts';
import type { Caller } from './parts.ts';

/** What is open or waits, streams, sockets and long polls: with which key, so that it ends when that does. */
export interface Visits {
  /** Something has been opened. `end` is called when its key holds no more; the result is for when it has closed. */
  begin(visitor: Visitor, subject: string, end: () => void): () => void;
  /** The same for what only waits, and is no visit that the audit log tells of. */
  whileValid(keyId: string | null, end: () => void): () => void;
  /** Ends what is open with a key: here at once, in the other processes as soon as they hear of it. */
  revoke(keyId: string): void;
  close(): void;
}

export interface Visitor {
  readonly caller: Caller;
  readonly address: string;
}

export interface VisitsParts {
  readonly store: Pick<Store, 'stillLive'>;
  readonly bus: Bus;
  readonly audit: Audit;
  readonly counts: GateCounts;
  readonly contract: Contract;
  readonly timers: Timers;
  readonly now: () => Date;
  readonly onError: (error: unknown) => void;
}

type End = () => void;

/** Word of a revocation may be lost, and nobody sends word when a key expires: all keys are looked at now and then. */
export function createVisits(parts: VisitsParts): Visits {
  const { store, bus, audit, counts, contract, timers, now, onError } = parts;
  const open = new Map<string, Set<End>>();

  function endAll(keyId: string): void {
    const ends = open.get(keyId);
    open.delete(keyId);
    for (const end of ends ?? []) {
      counts.revoked += 1;
      end();
    }
  }

  async function recheck(): Promise<void> {
    const asked = [...open.keys()];
    if (asked.length === 0) return;
    try {
      const live = await store.stillLive(asked, now().toISOString());
      for (const keyId of asked) if (!live.has(keyId)) endAll(keyId);
    } catch (error) {
      onError(error);
    }
  }

  function whileValid(keyId: string | null, end: End): () => void {
    if (keyId === null) return () => {};
    const ends = open.get(keyId) ?? new Set();
    open.set(keyId, ends.add(end));
    return () => {
      ends.delete(end);
      if (ends.size === 0 && open.get(keyId) === ends) open.delete(keyId);
    };
  }

  const stopRechecks = timers.every(contract.access.recheckMs, () => void recheck());
  const listening = bus.subscribe(topics.keys, endAll);

  return {
    begin(visitor, subject, end) {
      let outcome = 'done';
      const forget = whileValid(visitor.caller.keyId, () => {
        outcome = 'revoked';
        end();
      });
      audit.note({ ...visitor, action: 'connect', subject, outcome });
      return () => {
        forget();
        audit.note({ ...visitor, action: 'close', subject, outcome });
      };
    },
    whileValid,
    revoke(keyId) {
      endAll(keyId);
      bus.publish(topics.keys, keyId);
    },
    close() {
      stopRechecks();
      open.clear();
      void listening.then((stop) => stop());
    },
  };
}
