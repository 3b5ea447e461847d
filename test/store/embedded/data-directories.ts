import { afterEach } from 'vitest';
import { type EmbeddedOptions, openEmbedded } from '../../../app/store/embedded/open.ts';
import type { Store } from '../../../app/store/store.ts';
import {
  cacheDir,
  createTemporaryDirectory,
  type TemporaryDirectory,
} from '../../support/temporary-directory.ts';

export const startedAt = '2026-03-01T00:00:00.000Z';

/** Data directories and stores on them; after each test all are closed and removed. */
export function dataDirectories() {
  let stores: Store[] = [];
  let directories: TemporaryDirectory[] = [];

  afterEach(async () => {
    for (const store of stores) await store.close();
    for (const directory of directories) directory.remove();
    [stores, directories] = [[], []];
  });

  return {
    create(): string {
      const directory = createTemporaryDirectory('embedded');
      directories.push(directory);
      return directory.path;
    },
    async open(dataDir: string, options: Partial<EmbeddedOptions> = {}): Promise<Store> {
      const store = await openEmbedded({ dataDir, startedAt, cacheDir, ...options });
      stores.push(store);
      return store;
    },
    async close(store: Store): Promise<void> {
      stores = stores.filter((other) => other !== store);
      await store.close();
    },
  };
}
