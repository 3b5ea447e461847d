import { cpSync } from 'node:fs';
import { afterAll, afterEach } from 'vitest';
import { type EmbeddedOptions, openEmbedded } from '../../../app/store/embedded/open.ts';
import type { Store } from '../../../app/store/store.ts';
import {
  cacheDir,
  createTemporaryDirectory,
  type TemporaryDirectory,
} from '../../support/temporary-directory.ts';

export const startedAt = '2026-03-01T00:00:00.000Z';

/** Data directories and their stores, closed and removed after each test. */
export function dataDirectories() {
  let stores: Store[] = [];
  let directories: TemporaryDirectory[] = [];
  let used: TemporaryDirectory | undefined;

  afterAll(() => used?.remove());

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
    /** Creates one that a store has used and closed. */
    async createUsed(): Promise<string> {
      if (!used) {
        used = createTemporaryDirectory('used');
        await (await openEmbedded({ dataDir: used.path, startedAt, cacheDir })).close();
      }
      const path = this.create();
      cpSync(used.path, path, { recursive: true });
      return path;
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
