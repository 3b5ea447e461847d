import type { DebateCommand } from '../debate/core/commands.ts';
import type { StoredEvent } from '../debate/core/events.ts';
import type { DebateEnded } from '../debate-log/debate-ended.ts';
import { type CommandResult, type DebateLog, openDebateLog } from '../debate-log/debate-log.ts';
import type { ClaimedLease, WasteReason } from '../store/store.ts';
import { diagnosticsChannels } from './diagnostics.ts';
import type { WorkerStats } from './stats.ts';
import { type RetryingStore, type StoreRetryDeps, withStoreRetry } from './store-retry.ts';

export interface LeaseSessionDeps extends StoreRetryDeps {
  readonly stats: WorkerStats;
  /** Publishes committed events to viewers. */
  readonly announce: (tenant: string, events: readonly StoredEvent[]) => void;
  readonly onDebateEnded: (ended: DebateEnded) => void;
}

/** A worker's session on one debate: it appends under the lease until the session ends, is fenced or fails. */
export interface LeaseSession {
  readonly lease: ClaimedLease;
  readonly store: RetryingStore;
  readonly log: DebateLog;
  /** Aborts when the session ends. */
  readonly signal: AbortSignal;
  /** Resolves when the session ends; rejects when it fails. */
  readonly done: Promise<void>;
  /** Why results that still arrive are of no use, or null while the session lasts. */
  endReason(): WasteReason | null;
  /** Executes a command and publishes its events. Ends the session when another worker has the debate. */
  execute(command: DebateCommand): Promise<CommandResult>;
  end(reason: WasteReason): void;
  fail(error: unknown): void;
}

export function openLeaseSession(lease: ClaimedLease, deps: LeaseSessionDeps): LeaseSession {
  const { contract, now, stats, onDebateEnded } = deps;
  const controller = new AbortController();
  const done = Promise.withResolvers<void>();
  const store = withStoreRetry(deps, controller.signal);
  const pageEventsMax = contract.live.replayPageEvents;
  const log = openDebateLog({ store, now, pageEventsMax, onDebateEnded }, lease, lease);
  let endReason: WasteReason | null = null;

  function end(reason: WasteReason): void {
    endReason ??= reason;
    controller.abort();
    done.resolve();
  }

  return {
    lease,
    store,
    log,
    signal: controller.signal,
    done: done.promise,
    end,
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
