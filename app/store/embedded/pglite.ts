import { readFile } from 'node:fs/promises';
import { StoreOpenError } from '../errors.ts';

/** Loads the embedded PostgreSQL when it is used: it is not part of the bundle or of a deployment. */
export async function loadPGlite() {
  try {
    const { PGlite } = await import('@electric-sql/pglite');
    return PGlite;
  } catch (error) {
    throw new StoreOpenError(
      'The embedded database is not installed here. Cure: set DATABASE_URL to a PostgreSQL server, or run npm ci.',
      { cause: error },
    );
  }
}

/** The version of the installed PGlite. */
export async function readPgliteVersion(): Promise<string> {
  const manifest = new URL('../package.json', import.meta.resolve('@electric-sql/pglite'));
  return JSON.parse(await readFile(manifest, 'utf8')).version;
}
