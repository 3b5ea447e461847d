import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { DataDirectoryInUseError, errorMessage, StoreOpenError } from '../errors.ts';

/** Who holds a data directory; written for people, and never believed. */
export interface LockOwner {
  readonly pid: number;
  /** Where the process serves, if it does. */
  readonly address?: string;
  /** ISO time. */
  readonly startedAt: string;
}

/**
 * Makes the data directory this process's own until the result is called, or the process dies in whatever
 * way. PGlite itself does not notice a second process, and then one of the two loses all it has committed.
 *
 * The lock is the operating system's, by way of an exclusive SQLite transaction that is never committed: no
 * file is left behind that could be stale. Throws DataDirectoryInUse, or CannotOpen when the directory cannot
 * be written to.
 */
export async function lockDataDirectory(dataDir: string, owner: LockOwner): Promise<() => Promise<void>> {
  // Not imported at the top: the program must load, to explain itself, on a Node that has no SQLite yet.
  const { DatabaseSync } = await import('node:sqlite');
  const ownerFile = join(dataDir, 'owner.json');
  try {
    await createDirectory(resolve(dataDir));
    const lock = new DatabaseSync(join(dataDir, 'lock.sqlite'));
    try {
      lock.exec('pragma journal_mode = memory; begin exclusive');
      await writeFile(ownerFile, JSON.stringify(owner));
    } catch (error) {
      lock.close();
      throw error;
    }
    return async () => {
      await rm(ownerFile, { force: true });
      lock.close();
    };
  } catch (error) {
    if (isBusy(error))
      throw new DataDirectoryInUseError(inUseMessage(dataDir, await readLockOwner(ownerFile)));
    throw new StoreOpenError(
      `The data directory ${dataDir} cannot be used: ${errorMessage(error)}. ` +
        'Cure: make it a directory that this user may write to, or set ROSTRUM_DATA_DIR to one.',
      { cause: error },
    );
  }
}

/**
 * Makes a folder and those above it. Not Node's own way, which asks again for ever where the system calls a folder
 * absent whose parent is there, as it does below /proc.
 */
async function createDirectory(path: string): Promise<void> {
  const make = () => mkdir(path, { mode: 0o700 });
  await make().catch(async (error: NodeJS.ErrnoException) => {
    if (error.code === 'EEXIST' && (await stat(path)).isDirectory()) return;
    if (error.code !== 'ENOENT' || dirname(path) === path) throw error;
    await createDirectory(dirname(path));
    await make();
  });
}

/** SQLite's code for a lock that another has. */
const sqliteBusy = 5;

const isBusy = (error: unknown): boolean =>
  error instanceof Error && 'errcode' in error && error.errcode === sqliteBusy;

const inUseMessage = (dataDir: string, owner: Partial<LockOwner> | null): string =>
  [
    `The data directory ${dataDir} is in use by another process`,
    owner?.pid
      ? ` (process ${owner.pid}${owner.address ? ` at ${owner.address}` : ''}, since ${owner.startedAt})`
      : '',
    '. Cure: stop that process, or use it; or set ROSTRUM_DATA_DIR to another directory; ',
    'or set DATABASE_URL to a PostgreSQL, which many processes can share.',
  ].join('');

async function readLockOwner(file: string): Promise<Partial<LockOwner> | null> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch {
    // The holder has just started or is just ending; the message does without it.
    return null;
  }
}
