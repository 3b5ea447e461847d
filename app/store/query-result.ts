import type { PostgresCursor, PostgresPoolClient, PostgresQueryResult } from 'kysely';

/** A result of either driver. */
interface DriverResult<R> {
  readonly rows: R[];
  readonly command?: string | undefined;
  readonly rowCount?: number | null | undefined;
}

export type RunQuery = <R>(sql: string, parameters: readonly unknown[]) => Promise<PostgresQueryResult<R>>;

/** The commands that Kysely distinguishes; it treats every other one like a select. */
const knownCommands = ['UPDATE', 'DELETE', 'INSERT', 'SELECT', 'MERGE', 'COMMIT', 'ROLLBACK'] as const;

/** A driver's result as Kysely reads it. */
export const toQueryResult = <R>({ rows, command, rowCount }: DriverResult<R>): PostgresQueryResult<R> => ({
  rows,
  command: knownCommands.find((name) => name === command) ?? 'SELECT',
  rowCount: rowCount ?? 0,
});

/** The `query` of a connection for Kysely, without cursors. */
export function createQueryMethod(runQuery: RunQuery): PostgresPoolClient['query'] {
  function query<R>(sql: string, parameters: readonly unknown[]): Promise<PostgresQueryResult<R>>;
  function query<R>(cursor: PostgresCursor<R>): PostgresCursor<R>;
  function query<R>(
    sql: string | PostgresCursor<R>,
    parameters: readonly unknown[] = [],
  ): Promise<PostgresQueryResult<R>> | PostgresCursor<R> {
    if (typeof sql !== 'string') throw new Error('the store uses no cursors');
    return runQuery<R>(sql, parameters);
  }
  return query;
}
