import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PGlite } from '@electric-sql/pglite';
import { Kysely, PostgresDialect, type PostgresPool } from 'kysely';
import { createStore } from '../create-store.ts';
import { StoreOpenError, thrownMessage } from '../errors.ts';
import { migrate } from '../migrations/migrate.ts';
import type { Tables } from '../schema.ts';
import type { Store } from '../store.ts';
import { lockDataDirectory } from './data-directory-lock.ts';
import { initializeCluster } from './initialize-cluster.ts';
import { loadPGlite } from './pglite.ts';
import { createPglitePool } from './pglite-pool.ts';

export interface EmbeddedOptions {
  /** Created if missing. One process at a time. */
  readonly dataDir: string;
  /** Start time (ISO) and URL of this process, shown to another process that finds the directory in use. */
  readonly startedAt: string;
  readonly address?: string;
  /** Cache of a new cluster for the next first start (0.1 s instead of 5 s); without it nothing is cached. */
  readonly cacheDir?: string;
  /** Receives a sentence about a slow step; only a first start has one. */
  readonly onProgress?: (text: string) => void;
}

/**
 * Opens the store on the embedded PostgreSQL in a data directory and migrates it. Throws DataDirectoryInUseError,
 * DatabaseTooNewError or StoreOpenError; their messages name the fix.
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
    const store = createStore(await openDatabase(pool), pool.stats, unlock);
    return { ...store, ping: (signal) => pingWritable(store, dataDir, signal) };
  } catch (error) {
    await unlock();
    throw error;
  }
}

/** A full disk still answers queries, so the ping also writes a block. */
async function pingWritable(store: Store, dataDir: string, signal: AbortSignal): Promise<void> {
  await store.ping(signal);
  const file = join(dataDir, 'ping');
  await writeFile(file, Buffer.alloc(pingBytes), { flush: true, signal });
  await rm(file, { force: true });
}

/** More than the rest of a block that a full disk may still have. */
const pingBytes = 64 * 1024;

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
      `The embedded database in ${path} does not open (${thrownMessage(error)}): its files seem damaged. ` +
        'Cure: restore a backup of that directory, or move it away to start with an empty one.',
      { cause: error },
    );
  }
}
