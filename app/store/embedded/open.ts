import type { PGlite } from '@electric-sql/pglite';
import { Kysely, PostgresDialect, type PostgresPool } from 'kysely';
import { createStore } from '../create-store.ts';
import { errorMessage, StoreOpenError } from '../errors.ts';
import { migrate } from '../migrations/migrate.ts';
import type { Tables } from '../schema.ts';
import type { Store } from '../store.ts';
import { lockDataDirectory } from './data-directory-lock.ts';
import { initializeCluster } from './initialize-cluster.ts';
import { loadPGlite } from './pglite.ts';
import { createPglitePool } from './pglite-pool.ts';

export interface EmbeddedOptions {
  /** Made when it is missing. One process at a time. */
  readonly dataDir: string;
  /** ISO time of the start and where the process serves: told to whoever finds the directory in use. */
  readonly startedAt: string;
  readonly address?: string;
  /**
   * Where a fresh cluster is kept for the next first start (0.1 s instead of 5 s); nothing is kept without
   * it.
   */
  readonly cacheDir?: string;
  /** Told, in a sentence, what takes long: only a first start does. */
  readonly onProgress?: (text: string) => void;
}

/**
 * Opens the store on the embedded PostgreSQL in a data directory, with an up-to-date schema. Throws
 * DataDirectoryInUse, DatabaseTooNew or CannotOpen, whose messages name the cure.
 */
export async function openEmbedded(options: EmbeddedOptions): Promise<Store> {
  const { dataDir, startedAt, address, cacheDir, onProgress = () => {} } = options;
  const unlock = await lockDataDirectory(dataDir, {
    pid: process.pid,
    startedAt,
    ...(address === undefined ? {} : { address }),
  });
  try {
    const cluster = await initializeCluster({ dataDir, cacheDir, onProgress });
    const pool = createPglitePool(await openCluster(cluster));
    return createStore(await openDatabase(pool), pool.stats, unlock);
  } catch (error) {
    await unlock();
    throw error;
  }
}

async function openDatabase(pool: PostgresPool): Promise<Kysely<Tables>> {
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  try {
    await migrate(db);
    return db;
  } catch (error) {
    await db.destroy();
    throw error;
  }
}

async function openCluster(path: string): Promise<PGlite> {
  const PGlite = await loadPGlite();
  try {
    return await PGlite.create(path);
  } catch (error) {
    throw new StoreOpenError(
      `The embedded database in ${path} does not open (${errorMessage(error)}): its files seem damaged. ` +
        'Cure: restore a copy of that directory, or move it away to start with an empty one.',
      { cause: error },
    );
  }
}
