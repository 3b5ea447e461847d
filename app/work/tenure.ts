import type { Command } from '../debate/decide.ts';
import type { Stored } from '../debate/events.ts';
import { type Acted, type DebateLog, openLog } from '../store/log.ts';
import type { Claimed, WasteReason } from '../store/store.ts';
import type { WorkCounts } from './counts.ts';
import { moments } from './moments.ts';
import { type PatienceParts, type PatientStore, withPatience } from './patience.ts';

export interface TenureParts extends PatienceParts {
  readonly counts: WorkCounts;
  /** Tells viewers what has been committed. */
  readonly announce: (tenant: string, events: readonly Stored[]) => void;
}

/** The time for which a worker has a debate: it acts on its log under the lease, until that is over in whatever way. */
export interface Tenure {
  readonly lease: Claimed;
  readonly store: PatientStore;
  readonly log: DebateLog;
  /** Aborts when it is over. */
  readonly signal: AbortSignal;
  /** Resolves when it is over; rejects when it is over because something failed. */
  readonly done: Promise<void>;
  /** Why nothing that still comes is wanted, or null while it lasts. */
  over(): WasteReason | null;
  /** Appends what a command makes happen, and announces it. It is over when another worker has the debate. */
  act(command: Command): Promise<Acted>;
  finish(why: WasteReason): void;
  failed(error: unknown): void;
}

export function createTenure(lease: Claimed, parts: TenureParts): Tenure {
  const { contract, now, counts } = parts;
  const ended = new AbortController();
  const done = Promise.withResolvers<void>();
  const store = withPatience(parts, ended.signal);
  const log = openLog({ store, now, pageEvents: contract.live.replayPageEvents }, lease, lease);
  let over: WasteReason | null = null;

  function finish(why: WasteReason): void {
    over ??= why;
    ended.abort();
    done.resolve();
  }

  return {
    ...{ lease, store, log, finish, signal: ended.signal, done: done.promise },
    over: () => over,
    async act(command) {
      const acted = await log.act(command);
      if (acted.outcome === 'done') {
        moments.committed.publish(acted.events);
        parts.announce(lease.tenant, acted.events);
      }
      if (acted.outcome === 'fenced') {
        counts.fenced += 1;
        finish('fenced');
      }
      return acted;
    },
    failed(error) {
      done.reject(error);
      finish('unstored');
    },
  };
}
