import { setImmediate } from 'node:timers/promises';
import type { PGlite } from '@electric-sql/pglite';
import type { PostgresPool, PostgresQueryResult } from 'kysely';
import { createQueryMethod, toQueryResult } from '../query-result.ts';
import type { PoolStats } from '../store.ts';

/** Queries between two yields to the event loop. Measured: the longest gap is 9 ms, at no loss of throughput. */
const queriesPerTick = 20;
/** A parameter of this length takes as long as a query: 2 MB take 100 ms. */
const charsPerQuery = 100_000;

/**
 * PGlite as a pool for Kysely's PostgreSQL dialect, so that both databases run the same code. PGlite has one session:
 * it is lent to one caller at a time, so that transactions do not mix, and end() waits until it is returned.
 *
 * PGlite resolves within one tick of the event loop. A chain of awaited queries would starve timers and sockets, so
 * the pool yields every few queries.
 */
export function createPglitePool(
  pglite: Pick<PGlite, 'query' | 'close'>,
): PostgresPool & { stats(): PoolStats } {
  let released: Promise<void> = Promise.resolve();
  /** Callers that hold the session or wait for it. */
  let requested = 0;
  let sinceLastYield = 0;

  async function runQuery<R>(sql: string, parameters: readonly unknown[]): Promise<PostgresQueryResult<R>> {
    sinceLastYield += 1 + countChars(parameters) / charsPerQuery;
    if (sinceLastYield >= queriesPerTick) {
      sinceLastYield = 0;
      await setImmediate();
    }
    return toQueryResult(await pglite.query<R>(sql, [...parameters]));
  }
  const query = createQueryMethod(runQuery);

  return {
    options: {},
    async connect() {
      const previous = released;
      const session = Promise.withResolvers<void>();
      released = session.promise;
      requested += 1;
      await previous;
      return {
        query,
        release() {
          requested -= 1;
          session.resolve();
        },
      };
    },
    stats() {
      const inUse = Math.min(requested, 1);
      return { connectionsMax: 1, inUse, idle: 1 - inUse, waiting: requested - inUse };
    },
    async end() {
      await released;
      await pglite.close();
    },
  };
}

const countChars = (parameters: readonly unknown[]): number =>
  parameters.reduce<number>((sum, value) => sum + (typeof value === 'string' ? value.length : 0), 0);
