import { inject } from 'vitest';
import { profile } from '../../../app/contract/profiles.ts';
import { openEmbedded } from '../../../app/store/embedded/open.ts';
import { openPostgres } from '../../../app/store/postgres/open.ts';
import type { Store } from '../../../app/store/store.ts';
import { createDatabase } from '../processes/postgres.ts';
import { cacheDir, createTemporaryDirectory } from '../temporary-directory.ts';

export interface OpenDatabase {
  readonly store: Store;
  /** DATABASE_URL; undefined for the embedded database. */
  readonly url?: string;
  /** Closes the store and removes its files. */
  close(): Promise<void>;
}

/** A kind of database, for `describe.each`; tests skip one that is not available. */
export interface Database {
  readonly name: string;
  readonly available: boolean;
  /** A store on a new, empty database. */
  open(): Promise<OpenDatabase>;
}

const postgresUrl = inject('postgresUrl');

export const databases: readonly [Database, Database] = [
  { name: 'embedded', available: true, open: openFreshEmbedded },
  { name: 'PostgreSQL', available: postgresUrl !== null, open: openFreshPostgres },
];

/** For tests that run on either: PostgreSQL if installed, because it opens ten times as fast. */
export const anyDatabase: Database = databases.findLast(({ available }) => available) ?? databases[0];

async function openFreshEmbedded(): Promise<OpenDatabase> {
  const directory = createTemporaryDirectory('data');
  const store = await openEmbedded({
    dataDir: directory.path,
    startedAt: new Date().toISOString(),
    cacheDir,
  });
  return {
    store,
    async close() {
      await store.close();
      directory.remove();
    },
  };
}

async function openFreshPostgres(): Promise<OpenDatabase> {
  if (postgresUrl === null) throw new Error('no PostgreSQL on this machine');
  const url = await createDatabase(postgresUrl);
  const store = await openPostgres({ url, contract: profile('test'), onError: () => {} });
  return { store, url, close: () => store.close() };
}
