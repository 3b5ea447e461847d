import { inject } from 'vitest';
import type { Store } from '../../../app/store/store.ts';
import { createEmbeddedDatabase } from './embedded-database.ts';
import { createPostgresDatabase } from './postgres-database.ts';

export interface OpenDatabase {
  readonly store: Store;
  /** DATABASE_URL; undefined for the embedded database. */
  readonly url?: string;
  close(): Promise<void>;
}

/** A kind of database, for `describe.each`; tests skip one that is not available. */
export interface Database {
  readonly name: string;
  readonly available: boolean;
  /** A store on an empty database. */
  open(): Promise<OpenDatabase>;
}

/** A migrated database that serves one test after another. */
export interface ReusableDatabase {
  readonly url?: string;
  openStore(): Promise<Store>;
  removeRows(): Promise<void>;
}

const postgresUrl = inject('postgresUrl');

export const databases: readonly [Database, Database] = [
  { name: 'embedded', available: true, open: reuse(createEmbeddedDatabase) },
  {
    name: 'PostgreSQL',
    available: postgresUrl !== null,
    open: reuse(() => createPostgresDatabase(postgresUrl)),
  },
];

/** For tests that run on either: PostgreSQL if installed, because it opens faster. */
export const anyDatabase: Database = databases.findLast(({ available }) => available) ?? databases[0];

/** Opens a database that an earlier test of this worker has closed, because a new one takes up to a second. */
function reuse(create: () => Promise<ReusableDatabase>): () => Promise<OpenDatabase> {
  const closed = new Set<ReusableDatabase>();
  return async () => {
    const [earlier] = closed;
    if (earlier) closed.delete(earlier);
    await earlier?.removeRows();
    const database = earlier ?? (await create());
    const store = await database.openStore();
    return {
      store,
      ...(database.url === undefined ? {} : { url: database.url }),
      async close() {
        await store.close();
        closed.add(database);
      },
    };
  };
}
