import type { DebateCommand } from '../debate/core/decide.ts';
import type { StoredEvent } from '../debate/core/events.ts';
import { type CommandResult, type DebateLog, openDebateLog } from '../debate-log/debate-log.ts';
import type { ClaimedLease, WasteReason } from '../store/store.ts';
import { diagnosticsChannels } from './diagnostics.ts';
import type { WorkerStats } from './stats.ts';
import { type RetryingStore, type StoreRetryDeps, withStoreRetry } from './store-retry.ts';

export interface LeaseSessionDeps extends StoreRetryDeps {
  readonly stats: WorkerStats;
  /** Tells viewers what has been committed. */
  readonly announce: (tenant: string, events: readonly StoredEvent[]) => void;
}

/** The time for which a worker has a debate: it acts on its log under the lease, until that is over in whatever way. */
export interface LeaseSession {
  readonly lease: ClaimedLease;
  readonly store: RetryingStore;
  readonly log: DebateLog;
  /** Aborts when it is over. */
  readonly signal: AbortSignal;
  /** Resolves when it is over; rejects when it is over because something failed. */
  readonly done: Promise<void>;
  /** Why nothing that still comes is wanted, or null while it lasts. */
  endReason(): WasteReason | null;
  /** Appends what a command makes happen, and announces it. It is over when another worker has the debate. */
  execute(command: DebateCommand): Promise<CommandResult>;
  end(reason: WasteReason): void;
  fail(error: unknown): void;
}

export function openLeaseSession(lease: ClaimedLease, deps: LeaseSessionDeps): LeaseSession {
  const { contract, now, stats } = deps;
  const controller = new AbortController();
  const done = Promise.withResolvers<void>();
  const store = withStoreRetry(deps, controller.signal);
  const log = openDebateLog({ store, now, pageEvents: contract.live.replayPageEvents }, lease, lease);
  let endReason: WasteReason | null = null;

  function end(reason: WasteReason): void {
    endReason ??= reason;
    controller.abort();
    done.resolve();
  }

  return {
    ...{ lease, store, log, end, signal: controller.signal, done: done.promise },
    endReason: () => endReason,
    async execute(command) {
      const result = await log.execute(command);
      if (result.outcome === 'done') {
        diagnosticsChannels.eventsCommitted.publish(result.events);
        deps.announce(lease.tenant, result.events);
      }
      if (result.outcome === 'fenced') {
        stats.fenced += 1;
        end('fenced');
      }
      return result;
    },
    fail(error) {
      done.reject(error);
      end('not-persisted');
    },
  };
}
