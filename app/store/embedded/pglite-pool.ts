import { setImmediate } from 'node:timers/promises';
import type { PGlite } from '@electric-sql/pglite';
import type { PostgresCursor, PostgresPool, PostgresQueryResult } from 'kysely';
import type { PoolStats } from '../store.ts';

/**
 * How many queries run between two turns of the event loop; measured: the longest gap is 9 ms, and nothing is
 * slower.
 */
const queriesPerTick = 20;

/**
 * PGlite as the pool that Kysely's PostgreSQL dialect asks for, so that both databases are driven by the same
 * code. PGlite has one session: whoever takes it has it alone until it is given back, so that nobody gets
 * into another's transaction, and the end waits for those who have it.
 *
 * PGlite answers within the same turn of the event loop. A chain of awaited queries would starve timers and
 * sockets, so that the loop is made to turn every so often.
 */
export function createPglitePool(
  pglite: Pick<PGlite, 'query' | 'close'>,
): PostgresPool & { stats(): PoolStats } {
  let released: Promise<void> = Promise.resolve();
  /** Who has the session, and who waits for it. */
  let requested = 0;
  let queries = 0;

  async function runQuery<R>(sql: string, parameters: readonly unknown[]): Promise<PostgresQueryResult<R>> {
    queries += 1;
    if (queries % queriesPerTick === 0) await setImmediate();
    const { rows, command, rowCount } = await pglite.query<R>(sql, [...parameters]);
    return { rows, command: toKnownCommand(command), rowCount: rowCount ?? 0 };
  }

  function query<R>(sql: string, parameters: readonly unknown[]): Promise<PostgresQueryResult<R>>;
  function query<R>(cursor: PostgresCursor<R>): PostgresCursor<R>;
  function query<R>(
    sql: string | PostgresCursor<R>,
    parameters: readonly unknown[] = [],
  ): Promise<PostgresQueryResult<R>> | PostgresCursor<R> {
    if (typeof sql !== 'string') throw new Error('the embedded database has no cursors');
    return runQuery<R>(sql, parameters);
  }

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

/** The commands that Kysely tells apart; to it, every other one is like a select. */
const knownCommands = ['UPDATE', 'DELETE', 'INSERT', 'SELECT', 'MERGE', 'COMMIT', 'ROLLBACK'] as const;

const toKnownCommand = (command: string | undefined): (typeof knownCommands)[number] =>
  knownCommands.find((name) => name === command) ?? 'SELECT';
