import { type Kysely, sql } from 'kysely';
import { auditVerbs } from './audit.ts';
import { backlogVerbs } from './backlog.ts';
import { debateVerbs } from './debates.ts';
import { eventVerbs } from './events.ts';
import { idempotencyVerbs } from './idempotency.ts';
import { keyVerbs } from './keys.ts';
import { leaseVerbs } from './leases.ts';
import { listVerbs } from './list.ts';
import type { Tables } from './schema.ts';
import type { Pool, Store } from './store.ts';
import { ticketVerbs } from './tickets.ts';
import { wasteVerbs } from './waste.ts';

/**
 * The store on a migrated database. `close` ends what the caller opened around it, after the database itself.
 */
export function createStore(
  db: Kysely<Tables>,
  pool: () => Pool,
  close: () => Promise<void> = async () => {},
): Store {
  return {
    ...debateVerbs(db),
    ...eventVerbs(db),
    ...leaseVerbs(db),
    ...backlogVerbs(db),
    ...listVerbs(db),
    ...wasteVerbs(db),
    ...idempotencyVerbs(db),
    ...keyVerbs(db),
    ...ticketVerbs(db),
    ...auditVerbs(db),

    pool,

    async ping(signal) {
      signal.throwIfAborted();
      const aborted = new Promise<never>((_, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason), { once: true });
      });
      // The statement itself ends with the limits of the connection.
      await Promise.race([sql`select 1`.execute(db), aborted]);
    },

    async close() {
      await db.destroy();
      await close();
    },
  };
}
