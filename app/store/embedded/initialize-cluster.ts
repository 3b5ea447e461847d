import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StoreOpenError, thrownMessage } from '../errors.ts';
import { loadPGlite, readPgliteVersion } from './pglite.ts';

/** Major version of the installed PGlite's PostgreSQL; it cannot open a cluster of another one. */
const postgresMajor = '18';

export interface InitializeOptions {
  readonly dataDir: string;
  readonly cacheDir: string | undefined;
  readonly onProgress: (text: string) => void;
}

const clusterPath = (dataDir: string): string => join(dataDir, 'postgres');

/** True when the data directory already holds a database. */
export const isInitialized = (dataDir: string): boolean => existsSync(clusterPath(dataDir));

/**
 * Returns the path of the PostgreSQL cluster in a data directory, and creates it if it is missing. It is created under
 * a temporary name and renamed, so a crash leaves nothing that looks like a cluster. The caller holds the directory's
 * lock. Throws StoreOpenError.
 */
export async function initializeCluster({
  dataDir,
  cacheDir,
  onProgress,
}: InitializeOptions): Promise<string> {
  const cluster = clusterPath(dataDir);
  if (existsSync(cluster)) {
    await checkMajorVersion(cluster);
    await writeSettings(cluster);
    return cluster;
  }
  onProgress('Creating the embedded database; this takes a few seconds, only the first time.');
  const temporaryPath = join(dataDir, 'postgres.unfinished');
  try {
    await rm(temporaryPath, { recursive: true, force: true });
    await createCluster(temporaryPath, cacheDir);
    await writeSettings(temporaryPath);
    await rename(temporaryPath, cluster);
  } catch (error) {
    if (error instanceof StoreOpenError) throw error;
    throw new StoreOpenError(
      `The embedded database could not be created in ${dataDir}: ${thrownMessage(error)}. ` +
        'Cure: check that the disk has 100 MB free and that this user can write there, then start again.',
      { cause: error },
    );
  }
  return cluster;
}

/**
 * PostgreSQL writes to all of its shared buffers at its start. The default of 128 MB takes 110 MB more of memory and
 * 0.2 CPU seconds more of each start; the operating system keeps the files in memory anyway.
 */
const settings = "shared_buffers = '32MB'\n";

/** Into the file that PostgreSQL reads after `postgresql.conf`. */
const writeSettings = (cluster: string): Promise<void> =>
  writeFile(join(cluster, 'postgresql.auto.conf'), settings);

/** PGlite would create a new cluster in a directory without PG_VERSION, over the files that are there. */
async function checkMajorVersion(cluster: string): Promise<void> {
  const file = join(cluster, 'PG_VERSION');
  const major = existsSync(file) ? (await readFile(file, 'utf8')).trim() : null;
  if (major === postgresMajor) return;
  throw new StoreOpenError(
    major === null
      ? `The embedded database in ${cluster} is damaged: it has no PG_VERSION. ` +
          'Cure: restore a backup of that directory, or move it away to start with an empty one.'
      : `The embedded database in ${cluster} was written by PostgreSQL ${major}, and this version of ` +
          `Rostrum has PostgreSQL ${postgresMajor}. Cure: open it with the version that wrote it and ` +
          'export your debates; or move it away to start with an empty one.',
  );
}

async function createCluster(path: string, cacheDir: string | undefined): Promise<void> {
  const PGlite = await loadPGlite();
  const cached = cacheDir && join(cacheDir, `pglite-${await readPgliteVersion()}`);
  if (cached && existsSync(cached)) {
    await cp(cached, path, { recursive: true });
    return;
  }
  const pglite = await PGlite.create(path);
  await pglite.close();
  if (cacheDir && cached) await cacheCluster(path, cacheDir, cached);
}

/** Copies a new cluster into the cache. Errors are ignored: the next first start is only slower. */
async function cacheCluster(path: string, cacheDir: string, cached: string): Promise<void> {
  let copy: string | undefined;
  try {
    await mkdir(cacheDir, { recursive: true });
    copy = await mkdtemp(join(cacheDir, 'unfinished-'));
    await cp(path, copy, { recursive: true });
    // Fails when another process has filled the cache meanwhile.
    await rename(copy, cached);
  } catch {
    if (copy) await rm(copy, { recursive: true, force: true });
  }
}
