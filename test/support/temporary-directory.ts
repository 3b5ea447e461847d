import { mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface TemporaryDirectory {
  readonly path: string;
  remove(): void;
}

/** A new, empty directory of a test's own. */
export function createTemporaryDirectory(name: string): TemporaryDirectory {
  const path = mkdtempSync(join(parentDir, `rostrum-${name}-`));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/**
 * A database is a thousand small files, which some disks take a second to make: in memory where there is much
 * of it.
 */
const parentDir = freeBytes('/dev/shm') > 2 ** 31 ? '/dev/shm' : tmpdir();

function freeBytes(path: string): number {
  try {
    const { bavail, bsize } = statfsSync(path);
    return bavail * bsize;
  } catch {
    return 0;
  }
}

/** Where tests keep, from run to run, what is slow to make; safe to delete. */
export const cacheDir = fileURLToPath(new URL('../../node_modules/.cache/rostrum', import.meta.url));
