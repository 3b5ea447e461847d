import pg from 'pg';
import type { StatementLimits } from './transaction-limits.ts';

export interface ServerFacts {
  /** False behind a pooler that refuses or ignores what a connection sets for its session. */
  readonly keepsSessionLimits: boolean;
  /** Connections that the server accepts for this user and database. */
  readonly connectionsMax: number;
}

interface Target {
  readonly url: string;
  readonly limits: StatementLimits;
  readonly connectMs: number;
}

/** Connects once as the pool would, and reads the server's limits. Rejects with the error of the connection. */
export async function inspectServer(target: Target): Promise<ServerFacts> {
  try {
    return await readFacts(target, target.limits);
  } catch (error) {
    if (!isRefusedParameter(error)) throw error;
    // Whatever the limits of the role are, the pool cannot send its own.
    return { ...(await readFacts(target, {})), keepsSessionLimits: false };
  }
}

/** PgBouncer refuses parameters at the start of a connection that ignore_startup_parameters does not list. */
const isRefusedParameter = (error: unknown): boolean =>
  error instanceof Error && /unsupported startup parameter/.test(error.message);

async function readFacts({ url, limits, connectMs }: Target, sent: StatementLimits): Promise<ServerFacts> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: connectMs, ...sent });
  client.on('error', () => {});
  await client.connect();
  try {
    const { rows } = await client.query<Settings>(readSettings);
    const [row] = rows;
    if (!row) throw new Error('the server has no settings');
    const { connections, role_limit, database_limit, ...settings } = row;
    const allowed = [connections, role_limit, database_limit].filter((limit) => limit >= 0);
    const found = new Map<string, unknown>(Object.entries(settings));
    return {
      keepsSessionLimits: Object.entries(limits).every(([name, ms]) => found.get(name) === ms),
      connectionsMax: Math.min(...allowed),
    };
  } finally {
    await client.end();
  }
}

/** Timeouts in milliseconds. -1 in a limit is none. */
interface Settings {
  readonly connections: number;
  readonly role_limit: number;
  readonly database_limit: number;
  readonly statement_timeout: number;
  readonly lock_timeout: number;
  readonly idle_in_transaction_session_timeout: number;
}

const setting = (name: string): string => `(select setting::int from pg_settings where name = '${name}')`;

const readSettings = `select
  ${setting('max_connections')} as connections,
  (select rolconnlimit from pg_roles where rolname = current_user) as role_limit,
  (select datconnlimit from pg_database where datname = current_database()) as database_limit,
  ${setting('statement_timeout')} as statement_timeout,
  ${setting('lock_timeout')} as lock_timeout,
  ${setting('idle_in_transaction_session_timeout')} as idle_in_transaction_session_timeout`;
