import { Socket } from 'node:net';
import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import type { Contract } from '../../contract/types/contract.ts';
import { createStore } from '../create-store.ts';
import { errorMessage, isOutage, StoreOpenError } from '../errors.ts';
import { migrate } from '../migrations/migrate.ts';
import type { Tables } from '../schema.ts';
import type { Store } from '../store.ts';
import { retryStaleConnections } from './retry-stale-connections.ts';

export interface PostgresOptions {
  /** `postgresql://user:password@host:port/database?sslmode=…` */
  readonly url: string;
  readonly contract: Pick<Contract, 'database' | 'edge'>;
  /** Told of connections that broke while nobody used them; the next query gets a new one. */
  readonly onError: (error: Error) => void;
}

/**
 * Opens the store on a PostgreSQL server (15 or later), with an up-to-date schema. Throws DatabaseTooNew or
 * CannotOpen, whose messages name the cure.
 */
export async function openPostgres({ url, contract, onError }: PostgresOptions): Promise<Store> {
  await migrateServer(url, contract.database);
  const { poolMax, acquireMs, statementMs, lockMs } = contract.database;
  const pool = new pg.Pool({
    connectionString: url,
    application_name: applicationName,
    max: poolMax,
    connectionTimeoutMillis: acquireMs,
    statement_timeout: statementMs,
    lock_timeout: lockMs,
    idle_in_transaction_session_timeout: statementMs,
    // Closed before its silence would look like a server that has vanished.
    idleTimeoutMillis: statementMs,
    stream: () => createTimedSocket(statementMs + contract.edge.marginMs),
  });
  pool.on('error', onError);
  // A connection in use reports its end itself, apart from the failed query. Unheard, that would end the
  // process.
  pool.on('connect', (client) => client.on('error', () => {}));
  const store = createStore(new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) }), () => ({
    connectionsMax: poolMax,
    inUse: pool.totalCount - pool.idleCount,
    idle: pool.idleCount,
    waiting: pool.waitingCount,
  }));
  return retryStaleConnections(store, poolMax);
}

const applicationName = 'rostrum';

/**
 * Migrates over a connection of its own, without the limits of everyday statements: a migration may take
 * long, and the other processes that start meanwhile wait for it.
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
 * A connection to a server that has vanished without a word (a failover, a cut network) would wait for a
 * quarter of an hour. Since the server ends every statement in time, longer silence means that there is no
 * server.
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

/** Says which server, without the password. */
function unreachableError(url: string, error: unknown): StoreOpenError {
  const host = URL.canParse(url) ? new URL(url).host : 'the address in DATABASE_URL';
  return new StoreOpenError(
    `PostgreSQL at ${host} cannot be used: ${errorMessage(error)}. Cure: ` +
      (isOutage(error)
        ? 'see that it runs and can be reached from here, and that DATABASE_URL or DATABASE_HOST names it.'
        : 'see that DATABASE_URL has the right user, password and database, or the DATABASE_ variables have.'),
    { cause: error },
  );
}
