import { beforeAll, describe, expect, it } from 'vitest';
import { openEmbedded } from '../../../app/store/embedded/open.ts';
import type { Store } from '../../../app/store/store.ts';
import { cacheDir, createTemporaryDirectory } from '../../support/temporary-directory.ts';
import { appendRequest, createDebate, debateKey, lastEvent } from '../fixtures.ts';
import { dataDirectories, startedAt } from './data-directories.ts';

const directories = dataDirectories();

/** How often the event loop turned while some work was done. */
async function countTicksDuring(work: () => Promise<void>): Promise<number> {
  let turns = 0;
  const count = () => {
    turns += 1;
    counting = setImmediate(count);
  };
  let counting = setImmediate(count);
  await work();
  clearImmediate(counting);
  return turns;
}

describe('the embedded database', () => {
  it('keeps what was stored, and says only at the first start that it takes some seconds', async () => {
    const dataDir = directories.create();
    const said: string[] = [];
    const onProgress = (text: string) => said.push(text);
    const store = await directories.open(dataDir, { onProgress });
    const { debate } = await createDebate(store);
    await directories.close(store);
    expect(
      await (await directories.open(dataDir, { onProgress })).events(debateKey(debate), 0, 10),
    ).toHaveLength(1);
    expect(said).toEqual([expect.stringContaining('only the first time')]);
  });

  describe('with one session for all', () => {
    let store: Store;
    beforeAll(async () => {
      const directory = createTemporaryDirectory('session');
      store = await openEmbedded({ dataDir: directory.path, startedAt, cacheDir });
      return async () => {
        await store.close();
        directory.remove();
      };
    });

    it('lets timers and sockets have their turn during a long chain of queries', async () => {
      const { debate } = await createDebate(store);
      const turns = await countTicksDuring(async () => {
        for (let i = 0; i < 3000; i += 1) await store.latestSeqs([debateKey(debate)]);
      });
      expect(turns).toBeGreaterThan(100);
    });

    it('lets them have it during a long chain of transactions, too', async () => {
      const turns = await countTicksDuring(async () => {
        for (let i = 0; i < 200; i += 1) await createDebate(store);
      });
      expect(turns).toBeGreaterThan(8);
    });

    it('lets nobody into a transaction of somebody else', async () => {
      const first = await createDebate(store);
      const doomed = Promise.allSettled(
        Array.from({ length: 20 }, () => createDebate(store, { id: first.debate })),
      );
      let last = first;
      for (let i = 0; i < 20; i += 1) last = lastEvent(await store.append(appendRequest(last)));
      expect((await doomed).map((result) => result.status)).toEqual(Array(20).fill('rejected'));
      expect(await store.latestSeqs([debateKey(first.debate)])).toEqual(new Map([[first.debate, 21]]));
    });

    it('answers a ping, and gives up when the signal says so', async () => {
      const { signal } = new AbortController();
      await store.ping(signal);
      await expect(store.ping(AbortSignal.abort(new Error('too late')))).rejects.toThrow('too late');
    });
  });
});

it('finishes what is under way when it is closed, and refuses the rest', async () => {
  const dataDir = directories.create();
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
