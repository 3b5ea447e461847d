import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, rmdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { afterEach, describe, expect, it } from 'vitest';
import { DatabaseTooNewError, DataDirectoryInUseError, StoreOpenError } from '../../../app/store/errors.ts';
import { baselineWasm } from '../../support/baseline-wasm.ts';
import { createDebate, debateKey } from '../fixtures.ts';
import { dataDirectories, startedAt } from './data-directories.ts';

const directories = dataDirectories();

let children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children) child.kill('SIGKILL');
  children = [];
});

/** Runs a program text in another process; resolves when it has printed `line`. */
async function otherProcess(dataDir: string, text: string, line: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, [...baselineWasm, '--input-type=module', '--eval', text, dataDir], {
    cwd: new URL('../../..', import.meta.url).pathname,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  let printed = '';
  await new Promise<void>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the other process ended (${code})`)));
    child.stdout.on('data', (chunk) => {
      printed += chunk;
      if (printed.includes(line)) resolve();
    });
  });
  return child;
}

async function kill(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

/** Appends notes in a loop, and prints the seq of each acknowledged one. */
const writer = `
  const { openEmbedded } = await import('./app/store/embedded/open.ts');
  const { appendRequest, createDebate, lastEvent } = await import('./test/store/fixtures.ts');
  const [, dataDir] = process.argv;
  const store = await openEmbedded({ dataDir, startedAt: '${startedAt}', address: 'http://localhost:1234' });
  let last = await createDebate(store);
  for (;;) {
    last = lastEvent(await store.append(appendRequest(last)));
    console.log('stored', last.debate, last.seq);
  }`;

describe('the data directory', () => {
  it('is refused at once where it cannot be created', async () => {
    for (const dataDir of ['/proc/rostrum/data', '/dev/null/data'])
      await expect(directories.open(dataDir)).rejects.toThrow(`The data directory ${dataDir} cannot be used`);
  });

  it('is locked while a store is open and free after its close', async () => {
    const dataDir = await directories.createUsed();
    const store = await directories.open(dataDir, { address: 'http://localhost:8080' });
    const second = directories.open(dataDir);
    await expect(second).rejects.toThrow(DataDirectoryInUseError);
    await expect(second).rejects.toThrow(
      `in use by another process (process ${process.pid} at http://localhost:8080, since ${startedAt})`,
    );
    await expect(second).rejects.toThrow('set ROSTRUM_DATA_DIR to another directory');
    await directories.close(store);
    await directories.open(dataDir);
  });

  it('is locked by another process until that is killed, and then has all its acknowledged events', async () => {
    const dataDir = await directories.createUsed();
    const child = await otherProcess(dataDir, writer, ' 50\n');
    await expect(directories.open(dataDir)).rejects.toThrow(`process ${child.pid} at http://localhost:1234`);
    await kill(child);
    const store = await directories.open(dataDir);
    const [debate] = (await store.list({ tenant: 'tenant', limit: 2 }))?.debates ?? [];
    const events = await store.events(debateKey(debate?.id ?? ''), 0, 100_000);
    expect(events.length).toBeGreaterThanOrEqual(50);
    expect(events.map((event) => event.seq)).toEqual(events.map((_, i) => i + 1));
    expect(debate?.seq).toBe(events.length);
  });

  it('opens after a process was killed during its first start', async () => {
    const dataDir = directories.create();
    const text = `
      const { openEmbedded } = await import('./app/store/embedded/open.ts');
      const [, dataDir] = process.argv;
      await openEmbedded({ dataDir, startedAt: '${startedAt}', onProgress: (text) => console.log(text) });`;
    await kill(await otherProcess(dataDir, text, 'only the first time'));
    expect(existsSync(join(dataDir, 'postgres'))).toBe(false);
    mkdirSync(join(dataDir, 'postgres.unfinished'), { recursive: true });
    writeFileSync(join(dataDir, 'postgres.unfinished', 'half.written'), '');
    const store = await directories.open(dataDir);
    await createDebate(store);
    expect(readdirSync(join(dataDir, 'postgres'))).not.toContain('half.written');
    expect(readdirSync(dataDir).sort()).toEqual(['lock.sqlite', 'owner.json', 'postgres']);
  });

  it('is refused with a fix when it is not writable', async () => {
    const file = join(directories.create(), 'file');
    writeFileSync(file, '');
    const opening = directories.open(join(file, 'data'));
    await expect(opening).rejects.toThrow(StoreOpenError);
    await expect(opening).rejects.toThrow('set ROSTRUM_DATA_DIR');
  });

  it('is refused with a fix when its lock file is damaged', async () => {
    const dataDir = directories.create();
    writeFileSync(join(dataDir, 'lock.sqlite'), 'not a database '.repeat(100));
    await expect(directories.open(dataDir)).rejects.toThrow(
      /lock\.sqlite is damaged .*It holds no data\. Cure: make sure that no other process .*, delete the file/,
    );
  });

  it('answers a ping only while it can be written to', async () => {
    const dataDir = await directories.createUsed();
    const store = await directories.open(dataDir);
    await store.ping(AbortSignal.timeout(10_000));
    // As a full disk would, this lets queries through and no write.
    mkdirSync(join(dataDir, 'ping'));
    await expect(store.ping(AbortSignal.timeout(10_000))).rejects.toThrow('EISDIR');
    rmdirSync(join(dataDir, 'ping'));
    await store.ping(AbortSignal.timeout(10_000));
  });

  it('is refused with a fix when a version from before the first release has made it', async () => {
    const dataDir = await directories.createUsed();
    const old = await PGlite.create(join(dataDir, 'postgres'));
    await old.exec(`update kysely_migration set name = '0001-debates'`);
    await old.close();
    await expect(directories.open(dataDir)).rejects.toThrow(
      /from before the first release.*Cure: move the data directory away/,
    );
  });

  it('is refused with a fix when its files are damaged, and is not left locked', async () => {
    const dataDir = await directories.createUsed();
    truncateSync(join(dataDir, 'postgres', 'global', 'pg_control'), 0);
    await expect(directories.open(dataDir)).rejects.toThrow(StoreOpenError);
    await expect(directories.open(dataDir)).rejects.toThrow(/damaged.*Cure: restore a backup/);
  });

  it.each([
    [
      'another version of PostgreSQL wrote it',
      'PG_VERSION',
      '17\n',
      /written by PostgreSQL 17.*Cure: .*export/,
    ],
    ['it is not a complete cluster', 'something', '', /damaged.*Cure: restore a backup/],
  ])('is refused with a fix and not changed when %s', async (_why, file, text, message) => {
    const dataDir = directories.create();
    mkdirSync(join(dataDir, 'postgres'));
    writeFileSync(join(dataDir, 'postgres', file), text);
    const opening = directories.open(dataDir);
    await expect(opening).rejects.toThrow(StoreOpenError);
    await expect(opening).rejects.toThrow(message);
    expect(readdirSync(join(dataDir, 'postgres'))).toEqual([file]);
  });

  it('is refused after a breaking migration of a newer program', async () => {
    const dataDir = await directories.createUsed();
    const pglite = await PGlite.create(join(dataDir, 'postgres'));
    await pglite.query(
      `insert into kysely_migration values ('9999-later-breaking', '2030-01-01T00:00:00.000Z')`,
    );
    await pglite.close();
    await expect(directories.open(dataDir)).rejects.toThrow(DatabaseTooNewError);
  });
});
