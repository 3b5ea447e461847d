import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { openEmbedded } from '../../../app/store/embedded/open.ts';
import { loadPGlite } from '../../../app/store/embedded/pglite.ts';
import type { Store } from '../../../app/store/store.ts';
import { cacheDir, createTemporaryDirectory } from '../../support/temporary-directory.ts';
import { appendRequest, createDebate, debateKey, lastEvent } from '../fixtures.ts';
import { dataDirectories, startedAt } from './data-directories.ts';

const directories = dataDirectories();

/** Counts the ticks of the event loop during some work. */
async function countTicksDuring(work: () => Promise<void>): Promise<number> {
  let ticks = 0;
  const count = () => {
    ticks += 1;
    immediate = setImmediate(count);
  };
  let immediate = setImmediate(count);
  await work();
  clearImmediate(immediate);
  return ticks;
}

describe('the embedded database', () => {
  it('keeps its data across a restart, and reports progress only at the first start', async () => {
    const dataDir = directories.create();
    const progress: string[] = [];
    const onProgress = (text: string) => progress.push(text);
    const store = await directories.open(dataDir, { onProgress });
    const { debate } = await createDebate(store);
    await directories.close(store);
    expect(
      await (await directories.open(dataDir, { onProgress })).events(debateKey(debate), 0, 10),
    ).toHaveLength(1);
    expect(progress).toEqual([expect.stringContaining('only the first time')]);
  });

  it('reserves little memory, in a data directory of an older version too', async () => {
    const dataDir = directories.create();
    await directories.close(await directories.open(dataDir));
    const cluster = join(dataDir, 'postgres');
    await writeFile(join(cluster, 'postgresql.auto.conf'), '');
    await directories.close(await directories.open(dataDir));
    const pglite = await (await loadPGlite()).create(cluster);
    expect((await pglite.query('show shared_buffers')).rows).toEqual([{ shared_buffers: '32MB' }]);
    await pglite.close();
  });

  describe('with one session for all callers', () => {
    let store: Store;
    beforeAll(async () => {
      const directory = createTemporaryDirectory('session');
      store = await openEmbedded({ dataDir: directory.path, startedAt, cacheDir });
      return async () => {
        await store.close();
        directory.remove();
      };
    });

    it('yields to timers and sockets during a long chain of queries', async () => {
      const { debate } = await createDebate(store);
      const ticks = await countTicksDuring(async () => {
        for (let i = 0; i < 400; i += 1) await store.latestSeqs([debateKey(debate)]);
      });
      expect(ticks).toBeGreaterThan(13);
    });

    it('yields during a long chain of transactions', async () => {
      const ticks = await countTicksDuring(async () => {
        for (let i = 0; i < 80; i += 1) await createDebate(store);
      });
      expect(ticks).toBeGreaterThan(3);
    });

    it('keeps concurrent transactions apart', async () => {
      const first = await createDebate(store);
      const doomed = Promise.allSettled(
        Array.from({ length: 20 }, () => createDebate(store, { id: first.debate })),
      );
      let last = first;
      for (let i = 0; i < 20; i += 1) last = lastEvent(await store.append(appendRequest(last)));
      expect((await doomed).map((result) => result.status)).toEqual(Array(20).fill('rejected'));
      expect(await store.latestSeqs([debateKey(first.debate)])).toEqual(new Map([[first.debate, 21]]));
    });

    it('answers a ping, and rejects it when the signal aborts', async () => {
      const { signal } = new AbortController();
      await store.ping(signal);
      await expect(store.ping(AbortSignal.abort(new Error('too late')))).rejects.toThrow('too late');
    });
  });
});

it('close() completes running calls and rejects waiting ones', async () => {
  const dataDir = await directories.createUsed();
  const store = await directories.open(dataDir);
  const many = Array.from({ length: 20 }, () => createDebate(store));
  const results = Promise.allSettled(many);
  const first = await many[0];
  await directories.close(store);
  const outcomes = (await results).map((result) => result.status);
  expect(outcomes[0]).toBe('fulfilled');
  expect(outcomes.at(-1)).toBe('rejected');
  const kept = await (await directories.open(dataDir)).list({ tenant: 'tenant', limit: 100 });
  expect(kept?.debates).toHaveLength(outcomes.filter((outcome) => outcome === 'fulfilled').length);
  expect(kept?.debates.at(-1)?.id).toBe(first?.debate);
});
