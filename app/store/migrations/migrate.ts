import { type Kysely, sql } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import { DatabaseTooNewError, StoreOpenError, thrownMessage } from '../errors.ts';
import type { Tables } from '../schema.ts';
import { migrations } from './migrations.ts';

/** Suffix of a migration that older programs cannot run on, because it removes what they read or write. */
const breakingSuffix = '-breaking';

/**
 * Brings the schema up to date. Several processes may call it at once: one migrates, the others wait for its lock.
 * Additions by a newer program are accepted, so that a deployment can be rolled back. Throws DatabaseTooNewError after
 * a breaking migration of a newer program, StoreOpenError when a migration fails or the schema was never released.
 */
export async function migrate(db: Kysely<Tables>): Promise<void> {
  const appliedNames = await readAppliedNames(db);
  const newer = appliedNames.filter((name) => !(name in migrations));
  const unknown = newer.filter((name) => name.endsWith(breakingSuffix));
  if (unknown.length > 0) {
    throw new DatabaseTooNewError(
      `The database was migrated by a newer version of Rostrum (${unknown.join(', ')}). ` +
        'Cure: run that version or a later one, or restore a backup from before the upgrade.',
    );
  }
  checkRelease(appliedNames);
  if (appliedNames.length - newer.length < Object.keys(migrations).length) await runMigrations(db);
}

/** Refuses a database of a version from before the first release. */
function checkRelease(appliedNames: readonly string[]): void {
  const [first = ''] = Object.keys(migrations);
  if (appliedNames.length === 0 || appliedNames.includes(first)) return;
  throw new StoreOpenError(
    'The database was made by a version of Rostrum from before the first release, which this one cannot read. ' +
      'Cure: move the data directory away, or use an empty database; ' +
      'the version that made it can still export its debates.',
  );
}

async function runMigrations(db: Kysely<Tables>): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => toMigrations() } });
  const { error } = await migrator.migrateToLatest();
  if (error) {
    throw new StoreOpenError(
      `The database could not be migrated: ${thrownMessage(error)}. Nothing was changed. ` +
        'Cure: resolve the error above (often a missing permission to create tables), then start again.',
      { cause: error },
    );
  }
}

const toMigrations = (): Record<string, Migration> =>
  Object.fromEntries(
    Object.entries(migrations).map(([name, statements]) => [
      name,
      { up: (db: Kysely<unknown>) => runStatements(db, statements) },
    ]),
  );

/** PGlite runs one statement per call. */
async function runStatements(db: Kysely<unknown>, statements: readonly string[]): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

/** Names of the applied migrations. Kysely's table does not exist before the first one. */
async function readAppliedNames(db: Kysely<Tables>): Promise<string[]> {
  const table = await sql<{
    found: string | null;
  }>`select to_regclass('kysely_migration')::text as found`.execute(db);
  if (!table.rows[0]?.found) return [];
  const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db);
  return rows.map((row) => row.name);
}
