import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { DataDirectoryInUseError, StoreOpenError, thrownMessage } from '../errors.ts';

/** The process that holds a data directory. Only shown in messages; the lock decides. */
export interface LockOwner {
  readonly pid: number;
  /** URL of its server, if it has one. */
  readonly address?: string;
  /** ISO time. */
  readonly startedAt: string;
}

/**
 * Locks the data directory until the returned function is called or the process ends. PGlite does not detect a second
 * process, and one of the two would lose everything it committed.
 *
 * The lock is an exclusive SQLite transaction that is never committed: the operating system frees it with the process,
 * so it cannot become stale. Throws DataDirectoryInUseError, or StoreOpenError when the directory is not writable.
 */
export async function lockDataDirectory(dataDir: string, owner: LockOwner): Promise<() => Promise<void>> {
  // Imported here, because the program must load on an older Node without SQLite to print its version error.
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
    if (isDamaged(error))
      throw new StoreOpenError(
        `The lock file ${join(dataDir, 'lock.sqlite')} is damaged (${thrownMessage(error)}). It holds no data. ` +
          'Cure: make sure that no other process uses the directory, delete the file, and start again.',
        { cause: error },
      );
    throw new StoreOpenError(
      `The data directory ${dataDir} cannot be used: ${thrownMessage(error)}. ` +
        'Cure: make it a directory that this user can write to, or set ROSTRUM_DATA_DIR to one.',
      { cause: error },
    );
  }
}

/**
 * Creates a directory and its parents. Node's recursive mkdir loops for ever where the system reports ENOENT although
 * the parent exists, as it does below /proc.
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

/** SQLITE_BUSY: another connection holds the lock. */
const sqliteBusy = 5;

/** SQLITE_CORRUPT and SQLITE_NOTADB. */
const sqliteDamaged: readonly unknown[] = [11, 26];

const errorCode = (error: unknown): unknown =>
  error instanceof Error && 'errcode' in error ? error.errcode : undefined;

const isBusy = (error: unknown): boolean => errorCode(error) === sqliteBusy;
const isDamaged = (error: unknown): boolean => sqliteDamaged.includes(errorCode(error));

const inUseMessage = (dataDir: string, owner: Partial<LockOwner> | null): string =>
  [
    `The data directory ${dataDir} is in use by another process`,
    owner?.pid
      ? ` (process ${owner.pid}${owner.address ? ` at ${owner.address}` : ''}, since ${owner.startedAt})`
      : '',
    '. Cure: stop that process, or use it; or set ROSTRUM_DATA_DIR to another directory; ',
    'or set DATABASE_URL to a PostgreSQL server, which many processes can share.',
  ].join('');

async function readLockOwner(file: string): Promise<Partial<LockOwner> | null> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch {
    // The owner is starting or ending just now; the message does without the details.
    return null;
  }
}
