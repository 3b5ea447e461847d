import { mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface TemporaryDirectory {
  readonly path: string;
  remove(): void;
}

/** Creates an empty directory for a test. */
export function createTemporaryDirectory(name: string): TemporaryDirectory {
  const path = mkdtempSync(join(parentDir, `rostrum-${name}-`));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** In memory if there is enough: a database is a thousand small files, which take a second on some disks. */
const parentDir = freeBytes('/dev/shm') > 2 ** 31 ? '/dev/shm' : tmpdir();

function freeBytes(path: string): number {
  try {
    const { bavail, bsize } = statfsSync(path);
    return bavail * bsize;
  } catch {
    return 0;
  }
}

/** A cache between runs; safe to delete. */
export const cacheDir = fileURLToPath(new URL('../../node_modules/.cache/rostrum', import.meta.url));

/** NODE_COMPILE_CACHE of processes: code that is compiled once starts in half the time. */
export const compiledDir: string = join(cacheDir, 'compiled');
