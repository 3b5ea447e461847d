import { setImmediate } from 'node:timers/promises';
import type { PGlite } from '@electric-sql/pglite';
import type { PostgresCursor, PostgresPool, PostgresQueryResult } from 'kysely';
import type { Pool } from './store.ts';

/**
 * How many queries run between two turns of the event loop; measured: the longest gap is 9 ms, and nothing is
 * slower.
 */
const queriesPerTurn = 20;

/**
 * PGlite as the pool that Kysely's PostgreSQL dialect asks for, so that both databases are driven by the same
 * code. PGlite has one session: whoever takes it has it alone until it is given back, so that nobody gets
 * into another's transaction, and the end waits for those who have it.
 *
 * PGlite answers within the same turn of the event loop. A chain of awaited queries would starve timers and
 * sockets, so that the loop is made to turn every so often.
 */
export function oneSession(pglite: Pick<PGlite, 'query' | 'close'>): PostgresPool & { use(): Pool } {
  let givenBack: Promise<void> = Promise.resolve();
  /** Who has the session, and who waits for it. */
  let askedFor = 0;
  let queries = 0;

  async function ask<R>(sql: string, parameters: readonly unknown[]): Promise<PostgresQueryResult<R>> {
    queries += 1;
    if (queries % queriesPerTurn === 0) await setImmediate();
    const { rows, command, rowCount } = await pglite.query<R>(sql, [...parameters]);
    return { rows, command: known(command), rowCount: rowCount ?? 0 };
  }

  function query<R>(sql: string, parameters: readonly unknown[]): Promise<PostgresQueryResult<R>>;
  function query<R>(cursor: PostgresCursor<R>): PostgresCursor<R>;
  function query<R>(
    sql: string | PostgresCursor<R>,
    parameters: readonly unknown[] = [],
  ): Promise<PostgresQueryResult<R>> | PostgresCursor<R> {
    if (typeof sql !== 'string') throw new Error('the embedded database has no cursors');
    return ask<R>(sql, parameters);
  }

  return {
    options: {},
    async connect() {
      const before = givenBack;
      const session = Promise.withResolvers<void>();
      givenBack = session.promise;
      askedFor += 1;
      await before;
      return {
        query,
        release() {
          askedFor -= 1;
          session.resolve();
        },
      };
    },
    use() {
      const inUse = Math.min(askedFor, 1);
      return { connectionsMax: 1, inUse, idle: 1 - inUse, waiting: askedFor - inUse };
    },
    async end() {
      await givenBack;
      await pglite.close();
    },
  };
}

/** The commands that Kysely tells apart; to it, every other one is like a select. */
const commands = ['UPDATE', 'DELETE', 'INSERT', 'SELECT', 'MERGE', 'COMMIT', 'ROLLBACK'] as const;

const known = (command: string | undefined): (typeof commands)[number] =>
  commands.find((name) => name === command) ?? 'SELECT';
