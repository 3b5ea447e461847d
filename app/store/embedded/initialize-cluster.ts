import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { errorMessage, StoreOpenError } from '../errors.ts';
import { loadPGlite, readPgliteVersion } from './pglite.ts';

/** The PostgreSQL that the installed PGlite is; a cluster of another major version does not open. */
const postgresMajor = '18';

export interface InitializeOptions {
  readonly dataDir: string;
  readonly cacheDir: string | undefined;
  readonly onProgress: (text: string) => void;
}

const clusterPath = (dataDir: string): string => join(dataDir, 'postgres');

/** Whether a data directory holds a database already. */
export const isInitialized = (dataDir: string): boolean => existsSync(clusterPath(dataDir));

/**
 * The path of the data directory's PostgreSQL cluster, which is made when there is none. It is made under
 * another name and then renamed, so that a process that dies meanwhile leaves nothing that looks like a
 * cluster. The caller holds the data directory.
 */
export async function initializeCluster({
  dataDir,
  cacheDir,
  onProgress,
}: InitializeOptions): Promise<string> {
  const cluster = clusterPath(dataDir);
  if (existsSync(cluster)) {
    await checkMajorVersion(cluster);
    return cluster;
  }
  onProgress('Preparing the embedded database; this takes some seconds, and only the first time.');
  const temporaryPath = join(dataDir, 'postgres.unfinished');
  try {
    await rm(temporaryPath, { recursive: true, force: true });
    await createCluster(temporaryPath, cacheDir);
    await rename(temporaryPath, cluster);
  } catch (error) {
    if (error instanceof StoreOpenError) throw error;
    throw new StoreOpenError(
      `The embedded database could not be made in ${dataDir}: ${errorMessage(error)}. ` +
        'Cure: see that the disk has 100 MB free and that this user may write there, and start again.',
      { cause: error },
    );
  }
  return cluster;
}

/** PGlite would make a new cluster in a directory without this file, over whatever else is in it. */
async function checkMajorVersion(cluster: string): Promise<void> {
  const file = join(cluster, 'PG_VERSION');
  const major = existsSync(file) ? (await readFile(file, 'utf8')).trim() : null;
  if (major === postgresMajor) return;
  throw new StoreOpenError(
    major === null
      ? `The embedded database in ${cluster} is damaged: it has no PG_VERSION. ` +
          'Cure: restore a copy of that directory, or move it away to start with an empty one.'
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

/** Copies a fresh cluster into the cache. Whatever goes wrong here only makes the next first start slower. */
async function cacheCluster(path: string, cacheDir: string, cached: string): Promise<void> {
  let copy: string | undefined;
  try {
    await mkdir(cacheDir, { recursive: true });
    copy = await mkdtemp(join(cacheDir, 'unfinished-'));
    await cp(path, copy, { recursive: true });
    // Fails when another process has kept one meanwhile.
    await rename(copy, cached);
  } catch {
    if (copy) await rm(copy, { recursive: true, force: true });
  }
}
