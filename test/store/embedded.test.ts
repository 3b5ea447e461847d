import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openEmbedded } from '../../app/store/embedded.ts';
import { CannotOpen, DatabaseTooNew, DataDirectoryInUse } from '../../app/store/errors.ts';
import type { Store } from '../../app/store/store.ts';
import { cacheDir, type Temporary, temporaryDirectory } from '../support/temporary.ts';
import { created, following, lastOf } from './sample.ts';

const startedAt = '2026-03-01T00:00:00.000Z';

let stores: Store[] = [];
let children: ChildProcess[] = [];
let directories: Temporary[] = [];

afterEach(async () => {
  for (const child of children) child.kill('SIGKILL');
  for (const store of stores) await store.close();
  for (const directory of directories) directory.remove();
  [stores, children, directories] = [[], [], []];
});

function newDirectory(): string {
  const directory = temporaryDirectory('embedded');
  directories.push(directory);
  return directory.path;
}

async function open(
  dataDir: string,
  options: Partial<Parameters<typeof openEmbedded>[0]> = {},
): Promise<Store> {
  const store = await openEmbedded({ dataDir, startedAt, cacheDir, ...options });
  stores.push(store);
  return store;
}

async function close(store: Store): Promise<void> {
  stores = stores.filter((other) => other !== store);
  await store.close();
}

/** Another process that runs the program text until it prints `line`. */
async function otherProcess(dataDir: string, text: string, line: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', text, dataDir], {
    cwd: new URL('../..', import.meta.url).pathname,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  children.push(child);
  for await (const chunk of child.stdout) if (String(chunk).includes(line)) return child;
  throw new Error('the other process ended');
}

async function kill(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL');
  await once(child, 'exit');
}

/** Appends notes as fast as it can, and prints the seq of each that was acknowledged. */
const writer = `
  const { openEmbedded } = await import('./app/store/embedded.ts');
  const { created, following, lastOf } = await import('./test/store/sample.ts');
  const [, dataDir] = process.argv;
  const store = await openEmbedded({ dataDir, startedAt: '${startedAt}', address: 'http://localhost:1234' });
  let last = await created(store);
  for (;;) {
    last = lastOf(await store.append(following(last)));
    console.log('stored', last.debate, last.seq);
  }`;

/** How often the event loop turned while some work was done. */
async function turnsDuring(work: () => Promise<void>): Promise<number> {
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
    const dataDir = newDirectory();
    const said: string[] = [];
    const onProgress = (text: string) => said.push(text);
    const store = await open(dataDir, { onProgress });
    const { debate } = await created(store);
    await close(store);
    expect(await (await open(dataDir, { onProgress })).events(debate, 0, 10)).toHaveLength(1);
    expect(said).toEqual([expect.stringContaining('only the first time')]);
  });

  describe('with one session for all', () => {
    let store: Store;
    beforeAll(async () => {
      const directory = temporaryDirectory('session');
      store = await openEmbedded({ dataDir: directory.path, startedAt, cacheDir });
      return async () => {
        await store.close();
        directory.remove();
      };
    });

    it('lets timers and sockets have their turn during a long chain of queries', async () => {
      const { debate } = await created(store);
      const turns = await turnsDuring(async () => {
        for (let i = 0; i < 3000; i += 1) await store.heads([debate]);
      });
      expect(turns).toBeGreaterThan(100);
    });

    it('lets them have it during a long chain of transactions, too', async () => {
      const turns = await turnsDuring(async () => {
        for (let i = 0; i < 200; i += 1) await created(store);
      });
      expect(turns).toBeGreaterThan(8);
    });

    it('lets nobody into a transaction of somebody else', async () => {
      const first = await created(store);
      const doomed = Promise.allSettled(
        Array.from({ length: 20 }, () => created(store, { id: first.debate })),
      );
      let last = first;
      for (let i = 0; i < 20; i += 1) last = lastOf(await store.append(following(last)));
      expect((await doomed).map((result) => result.status)).toEqual(Array(20).fill('rejected'));
      expect(await store.heads([first.debate])).toEqual(new Map([[first.debate, 21]]));
    });

    it('answers a ping, and gives up when the signal says so', async () => {
      const { signal } = new AbortController();
      await store.ping(signal);
      await expect(store.ping(AbortSignal.abort(new Error('too late')))).rejects.toThrow('too late');
    });
  });
});

it('finishes what is under way when it is closed, and refuses the rest', async () => {
  const dataDir = newDirectory();
  const store = await open(dataDir);
  const many = Array.from({ length: 20 }, () => created(store));
  const results = Promise.allSettled(many);
  const first = await many[0];
  await close(store);
  const outcomes = (await results).map((result) => result.status);
  expect(outcomes[0]).toBe('fulfilled');
  expect(outcomes.at(-1)).toBe('rejected');
  const kept = await (await open(dataDir)).list({ tenant: 'tenant', limit: 100 });
  expect(kept?.debates).toHaveLength(outcomes.filter((outcome) => outcome === 'fulfilled').length);
  expect(kept?.debates.at(-1)?.id).toBe(first?.debate);
});

describe('the data directory', () => {
  it('belongs to one opener at a time, and is free again afterwards', async () => {
    const dataDir = newDirectory();
    const store = await open(dataDir, { address: 'http://localhost:8080' });
    const second = open(dataDir);
    await expect(second).rejects.toThrow(DataDirectoryInUse);
    await expect(second).rejects.toThrow(
      `${dataDir} is in use by another process (process ${process.pid} at http://localhost:8080, since ${startedAt})`,
    );
    await expect(second).rejects.toThrow('set ROSTRUM_DATA_DIR to another directory');
    await close(store);
    await open(dataDir);
  });

  it('belongs to another process until that is killed; then nothing that it had stored is lost', async () => {
    const dataDir = newDirectory();
    await close(await open(dataDir));
    const child = await otherProcess(dataDir, writer, ' 50\n');
    await expect(open(dataDir)).rejects.toThrow(`process ${child.pid} at http://localhost:1234`);
    await kill(child);
    const store = await open(dataDir);
    const [debate] = (await store.list({ tenant: 'tenant', limit: 2 }))?.debates ?? [];
    const events = await store.events(debate?.id ?? '', 0, 100_000);
    expect(events.length).toBeGreaterThanOrEqual(50);
    expect(events.map((event) => event.seq)).toEqual(events.map((_, i) => i + 1));
    expect(debate?.seq).toBe(events.length);
  });

  it('opens after a process was killed in the middle of its first start', async () => {
    const dataDir = newDirectory();
    const text = `
      const { openEmbedded } = await import('./app/store/embedded.ts');
      const [, dataDir] = process.argv;
      await openEmbedded({ dataDir, startedAt: '${startedAt}', onProgress: (text) => console.log(text) });`;
    await kill(await otherProcess(dataDir, text, 'only the first time'));
    expect(existsSync(join(dataDir, 'postgres'))).toBe(false);
    mkdirSync(join(dataDir, 'postgres.unfinished'), { recursive: true });
    writeFileSync(join(dataDir, 'postgres.unfinished', 'half.written'), '');
    const store = await open(dataDir);
    await created(store);
    expect(readdirSync(join(dataDir, 'postgres'))).not.toContain('half.written');
    expect(readdirSync(dataDir).sort()).toEqual(['lock.sqlite', 'owner.json', 'postgres']);
  });

  it('says so when it cannot be written to', async () => {
    const file = join(newDirectory(), 'file');
    writeFileSync(file, '');
    const opening = open(join(file, 'data'));
    await expect(opening).rejects.toThrow(CannotOpen);
    await expect(opening).rejects.toThrow('set ROSTRUM_DATA_DIR');
  });

  it('is refused, with the cure, when its files are damaged, and is not locked by the attempt', async () => {
    const dataDir = newDirectory();
    await close(await open(dataDir));
    truncateSync(join(dataDir, 'postgres', 'global', 'pg_control'), 0);
    await expect(open(dataDir)).rejects.toThrow(CannotOpen);
    await expect(open(dataDir)).rejects.toThrow(/damaged.*restore a copy/);
  });

  it.each([
    ['another version of PostgreSQL wrote it', 'PG_VERSION', '17\n', /written by PostgreSQL 17.*export/],
    ['it is no whole cluster', 'something', '', /damaged.*restore a copy/],
  ])('is refused, with the cure, and left alone when %s', async (_why, file, text, message) => {
    const dataDir = newDirectory();
    mkdirSync(join(dataDir, 'postgres'));
    writeFileSync(join(dataDir, 'postgres', file), text);
    const opening = open(dataDir);
    await expect(opening).rejects.toThrow(CannotOpen);
    await expect(opening).rejects.toThrow(message);
    expect(readdirSync(join(dataDir, 'postgres'))).toEqual([file]);
  });

  it('is refused when a newer program has migrated it', async () => {
    const dataDir = newDirectory();
    await close(await open(dataDir));
    const pglite = await PGlite.create(join(dataDir, 'postgres'));
    await pglite.query(`insert into kysely_migration values ('9999-later', '2030-01-01T00:00:00.000Z')`);
    await pglite.close();
    await expect(open(dataDir)).rejects.toThrow(DatabaseTooNew);
  });
});
