import type { Store } from '../../../app/store/store.ts';

export interface OpenDatabase {
  readonly store: Store;
  /** DATABASE_URL; undefined for the embedded database. */
  readonly url?: string;
  close(): Promise<void>;
}

/** A migrated database that serves one test after another. */
export interface ReusableDatabase {
  readonly url?: string;
  openStore(): Promise<Store>;
  removeRows(): Promise<void>;
}

/** Opens a database that an earlier test of this worker has closed, because a new one takes up to a second. */
export function reuse(create: () => Promise<ReusableDatabase>): () => Promise<OpenDatabase> {
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
