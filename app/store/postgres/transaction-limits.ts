import type { PostgresPool, PostgresQueryResult } from 'kysely';
import type pg from 'pg';
import { createQueryMethod, type RunQuery, toQueryResult } from '../query-result.ts';

/** Settings of PostgreSQL with their values in milliseconds. */
export type StatementLimits = Readonly<Record<string, number>>;

/**
 * A pool that sets the limits at the start of every transaction, and runs every other statement in a transaction of its
 * own. For poolers such as PgBouncer, which give each transaction another session of the server: limits that are set
 * for a session would be lost, or apply to the statements of another program. It costs two round trips a statement.
 */
export function withTransactionLimits(pool: pg.Pool, limits: StatementLimits): PostgresPool {
  const settings = Object.entries(limits).map(([name, ms]) => `set local ${name} = ${ms}`);
  return {
    options: pool.options,
    async connect() {
      const client = await pool.connect();
      return {
        query: createQueryMethod(limitTransactions(client, settings)),
        release: (destroy) => client.release(destroy),
      };
    },
    end: () => pool.end(),
  };
}

function limitTransactions(client: pg.PoolClient, settings: readonly string[]): RunQuery {
  let isInTransaction = false;
  const begin = (statement: string) => client.query([statement, ...settings].join('; '));
  const send = async <R>(sql: string, parameters: readonly unknown[]): Promise<PostgresQueryResult<R>> =>
    toQueryResult<R>(await client.query<R & pg.QueryResultRow>(sql, [...parameters]));
  return async <R>(sql: string, parameters: readonly unknown[]) => {
    if (/^(?:begin|start transaction)\b/.test(sql)) {
      await begin(sql);
      isInTransaction = true;
      return toQueryResult<R>({ rows: [] });
    }
    if (isInTransaction) {
      if (/^(?:commit|rollback)$/.test(sql)) isInTransaction = false;
      return send<R>(sql, parameters);
    }
    try {
      await begin('begin');
      const result = await send<R>(sql, parameters);
      await client.query('commit');
      return result;
    } catch (error) {
      // Fails too if the connection is lost; the first error says why.
      await client.query('rollback').catch(() => {});
      throw error;
    }
  };
}
