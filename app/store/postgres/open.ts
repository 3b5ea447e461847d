import { Socket } from 'node:net';
import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import type { Contract } from '../../contract/types/contract.ts';
import { createStore } from '../create-store.ts';
import { isOutage, StoreOpenError, thrownMessage } from '../errors.ts';
import { migrate } from '../migrations/migrate.ts';
import type { Tables } from '../schema.ts';
import type { Store } from '../store.ts';
import { inspectServer } from './inspect-server.ts';
import { choosePoolSize, type PoolSharing } from './pool-size.ts';
import { retryStaleConnections } from './retry-stale-connections.ts';
import { type StatementLimits, withTransactionLimits } from './transaction-limits.ts';

export interface PostgresOptions {
  /** `postgresql://user:password@host:port/database?sslmode=…` */
  readonly url: string;
  readonly contract: Contract;
  /** Default: one process, with all connections of the server. */
  readonly sharing?: PoolSharing;
  /** Receives errors of idle connections; the next query gets a new connection. */
  readonly onError: (error: Error) => void;
  /** Receives a sentence about each way in which the server differs from what the contract expects. */
  readonly onNotice?: (text: string) => void;
}

const alone: PoolSharing = { processes: 1, isDeployed: false, connectionsMax: null };

/**
 * Opens the store on a PostgreSQL server (15 or later), directly or through a pooler, and migrates it. Throws
 * DatabaseTooNewError or StoreOpenError; their messages name the fix.
 */
export async function openPostgres(options: PostgresOptions): Promise<Store> {
  const { url, contract, sharing = alone, onError, onNotice = () => {} } = options;
  const { acquireMs, statementMs, lockMs, connectMs } = contract.database;
  const limits = {
    statement_timeout: statementMs,
    lock_timeout: lockMs,
    idle_in_transaction_session_timeout: statementMs,
  };
  await migrateServer(url, contract.database);
  const server = await inspectServer({ url, limits, connectMs }).catch((error: unknown) => {
    throw unreachableError(url, error);
  });
  const { poolMax, notice } = choosePoolSize(contract, sharing, server.connectionsMax);
  const notices = [notice ?? [], server.keepsSessionLimits ? [] : poolerNotice(limits)].flat();
  notices.forEach(onNotice);
  const pool = new pg.Pool({
    connectionString: url,
    application_name: applicationName,
    max: poolMax,
    connectionTimeoutMillis: acquireMs,
    ...(server.keepsSessionLimits ? limits : {}),
    // Below the socket timeout, which would take an idle connection for a lost server.
    idleTimeoutMillis: statementMs,
    stream: () => createTimedSocket(statementMs + contract.edge.marginMs),
  });
  pool.on('error', onError);
  // A connection that ends in use also emits an error of its own; without a listener that would end the process.
  pool.on('connect', (client) => client.on('error', () => {}));
  const dialect = new PostgresDialect({
    pool: server.keepsSessionLimits ? pool : withTransactionLimits(pool, limits),
  });
  const store = createStore(new Kysely<Tables>({ dialect }), () => ({
    connectionsMax: poolMax,
    inUse: pool.totalCount - pool.idleCount,
    idle: pool.idleCount,
    waiting: pool.waitingCount,
  }));
  return { ...retryStaleConnections(store, poolMax), notices };
}

function poolerNotice(limits: StatementLimits): string {
  const names = Object.keys(limits).join(', ');
  const settings = Object.entries(limits).map(([name, ms]) => `${name} = ${ms}`);
  return (
    'A pooler such as PgBouncer is between this program and PostgreSQL, and does not keep settings of a session. ' +
    'Every statement runs in a transaction that sets its time limits, which costs two more round trips. To ' +
    `avoid that, connect without a pooler, or set ignore_startup_parameters = ${names} in PgBouncer and ` +
    `${settings.join(', ')} on the role.`
  );
}

const applicationName = 'rostrum';

/**
 * Migrates over a separate connection without statement timeouts: a migration may take long, and other processes that
 * start meanwhile wait for its lock.
 */
async function migrateServer(url: string, { connectMs }: Contract['database']): Promise<void> {
  const pool = new pg.Pool({
    connectionString: url,
    application_name: `${applicationName}-migrate`,
    max: 1,
    connectionTimeoutMillis: connectMs,
  });
  pool.on('connect', (client) => client.on('error', () => {}));
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  try {
    await migrate(db);
  } catch (error) {
    throw error instanceof StoreOpenError ? error : unreachableError(url, error);
  } finally {
    await db.destroy();
  }
}

/**
 * A connection to a server that vanished silently (failover, network partition) would hang for a quarter of an hour.
 * The server ends every statement within its timeout, so a longer silence means that it is gone.
 */
function createTimedSocket(idleMsMax: number): Socket {
  const socket = new Socket();
  socket.setTimeout(idleMsMax, () => {
    socket.destroy(
      Object.assign(new Error(`the database was silent for ${idleMsMax} ms`), { code: 'ETIMEDOUT' }),
    );
  });
  return socket;
}

/** Names the server, without the password. */
function unreachableError(url: string, error: unknown): StoreOpenError {
  const host = URL.canParse(url) ? new URL(url).host : 'the address in DATABASE_URL';
  return new StoreOpenError(
    `PostgreSQL at ${host} cannot be used: ${thrownMessage(error)}. Cure: ` +
      (thrownMessage(error).includes('statement pooling mode')
        ? 'set pool_mode = transaction in the settings of PgBouncer.'
        : isOutage(error)
          ? 'check that it runs and is reachable from here, and that DATABASE_URL or DATABASE_HOST names it.'
          : 'check the user, password and database in DATABASE_URL or the DATABASE_ variables.'),
    { cause: error },
  );
}
