import { setTimeout as pause } from 'node:timers/promises';
import type { Contract } from '../contract/contract.ts';
import type { Store } from '../store/store.ts';
import type { FaultParts } from './faults.ts';

export interface PatienceParts extends FaultParts {
  readonly store: Store;
  readonly contract: Contract;
  readonly now: () => Date;
}

/** What a debate asks of the store. All of it can be asked twice: an append finds its own earlier attempt. */
export type PatientStore = Pick<Store, 'append' | 'events' | 'evidence' | 'addWaste'>;

/**
 * The store for one debate: while the database is away, what it is asked waits and is tried again, so that what was
 * paid for is not lost. That is safe for as long as it takes: whether the lease is still ours, the append's epoch says.
 * Rejects with the outage when patience runs out, or when `signal` aborts; whatever comes after that is tried once.
 */
export function withPatience(parts: PatienceParts, signal: AbortSignal): PatientStore {
  const { store, now, isOutage, onOutage } = parts;
  const { storeRetryMs, storeRetryMsMax, storePatienceMs } = parts.contract.work;

  const patient =
    <Asked extends unknown[], Answer>(doing: string, ask: (...asked: Asked) => Promise<Answer>) =>
    async (...asked: Asked): Promise<Answer> => {
      const untilMs = now().getTime() + storePatienceMs;
      for (let waitMs = storeRetryMs; ; waitMs = Math.min(waitMs * 2, storeRetryMsMax)) {
        try {
          return await ask(...asked);
        } catch (error) {
          if (!isOutage(error) || signal.aborted || now().getTime() + waitMs > untilMs) throw error;
          // Once for each thing that has to wait.
          if (waitMs === storeRetryMs) onOutage(error, doing);
          // An abort ends the wait, and the next try is the last.
          await pause(waitMs, undefined, { signal }).catch(() => {});
        }
      }
    };

  return {
    append: patient('append', store.append),
    events: patient('read events', store.events),
    evidence: patient('read evidence', store.evidence),
    addWaste: patient('add waste', store.addWaste),
  };
}
