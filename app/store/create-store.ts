import { type Kysely, sql } from 'kysely';
import { createKeyQueries } from './queries/api-keys.ts';
import { createAuditQueries } from './queries/audit-log.ts';
import { createBacklogQueries } from './queries/backlog.ts';
import { createListQueries } from './queries/debate-list.ts';
import { createDebateQueries } from './queries/debates.ts';
import { createEventQueries } from './queries/events.ts';
import { createIdempotencyQueries } from './queries/idempotency-keys.ts';
import { createLeaseQueries } from './queries/leases.ts';
import { createPanelQueries } from './queries/panels.ts';
import { createSpendingQueries } from './queries/spending.ts';
import { createTicketQueries } from './queries/tickets.ts';
import { createWastedUsageQueries } from './queries/wasted-usage.ts';
import { createWebhookQueries } from './queries/webhooks.ts';
import type { Tables } from './schema.ts';
import type { PoolStats, Store } from './store.ts';

/** The store on a migrated database. `close` runs after the database is closed, for what the caller opened with it. */
export function createStore(
  db: Kysely<Tables>,
  poolStats: () => PoolStats,
  close: () => Promise<void> = async () => {},
): Store {
  return {
    ...createDebateQueries(db),
    ...createEventQueries(db),
    ...createLeaseQueries(db),
    ...createBacklogQueries(db),
    ...createListQueries(db),
    ...createSpendingQueries(db),
    ...createWastedUsageQueries(db),
    ...createIdempotencyQueries(db),
    ...createKeyQueries(db),
    ...createTicketQueries(db),
    ...createAuditQueries(db),
    ...createWebhookQueries(db),
    ...createPanelQueries(db),

    poolStats,
    notices: [],

    async ping(signal) {
      signal.throwIfAborted();
      const aborted = new Promise<never>((_, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason), { once: true });
      });
      // The statement is not cancelled: the timeouts of its connection end it.
      await Promise.race([sql`select 1`.execute(db), aborted]);
    },

    async close() {
      await db.destroy();
      await close();
    },
  };
}
