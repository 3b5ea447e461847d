import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { Kysely, PostgresDialect } from 'kysely';
import { inject } from 'vitest';
import { createStore } from '../../../app/store/create-store.ts';
import { initializeCluster } from '../../../app/store/embedded/initialize-cluster.ts';
import { loadPGlite } from '../../../app/store/embedded/pglite.ts';
import { createPglitePool } from '../../../app/store/embedded/pglite-pool.ts';
import { migrate } from '../../../app/store/migrations/migrate.ts';
import type { Tables } from '../../../app/store/schema.ts';
import { cacheDir } from '../temporary-directory.ts';
import type { ReusableDatabase } from './reuse.ts';
import { listTables, truncate } from './truncate.ts';

/** Its files are removed at the end of the run. */
export async function createEmbeddedDatabase(): Promise<ReusableDatabase> {
  const dataDir = await mkdtemp(join(inject('databasesDir'), 'embedded-'));
  const PGlite = await loadPGlite();
  const pglite = await PGlite.create(await initializeCluster({ dataDir, cacheDir, onProgress: () => {} }));
  const openPool = () =>
    createPglitePool({
      query: (statement, parameters) => pglite.query(statement, parameters),
      close: async () => {},
    });
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool: openPool() }) });
  await migrate(db);
  return {
    async openStore() {
      const pool = openPool();
      return createStore(new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) }), pool.stats);
    },
    async removeRows() {
      const { rows } = await pglite.query(listTables);
      await pglite.query(truncate(rows));
    },
  };
}
