import { type Kysely, sql } from 'kysely';
import { Migrator } from 'kysely/migration';
import { DatabaseTooNewError, StoreOpenError, thrownMessage } from '../errors.ts';
import type { Tables } from '../schema.ts';
import { checkColumns, unreleasedFix } from './check-columns.ts';
import { migrations } from './migrations.ts';

/** Suffix of a migration that older programs cannot run on, because it removes what they read or write. */
const breakingSuffix = '-breaking';

/**
 * Brings the schema up to date. Several processes may call it at once: one migrates, the others wait for its lock.
 * Additions by a newer program are accepted, so that a deployment can be rolled back. Throws DatabaseTooNewError after
 * a breaking migration of a newer program, StoreOpenError when a migration fails or the schema is not a known one.
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
  await checkEvents(db, appliedNames);
  if (appliedNames.length - newer.length < Object.keys(migrations).length) await runMigrations(db);
  await checkColumns(db);
}

/** It came after the last change to events that makes older ones unreadable. */
const firstReadable = '0006-titles';

/** Refuses debates of a version from before the first release: their events lack members that records need. */
async function checkEvents(db: Kysely<Tables>, appliedNames: readonly string[]): Promise<void> {
  if (appliedNames.length === 0 || appliedNames.includes(firstReadable)) return;
  const { rows } = await sql<{ found: string | null }>`select to_regclass('debates')::text as found`.execute(
    db,
  );
  if (!rows[0]?.found) return;
  const debates = await sql`select from debates limit 1`.execute(db);
  if (debates.rows.length === 0) return;
  throw new StoreOpenError(
    'The database has debates of a version of Rostrum from before the first release, which this one cannot read. ' +
      unreleasedFix,
  );
}

async function runMigrations(db: Kysely<Tables>): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => ({ ...migrations }) } });
  const { error } = await migrator.migrateToLatest();
  if (error) {
    throw new StoreOpenError(
      `The database could not be migrated: ${thrownMessage(error)}. Nothing was changed. ` +
        'Cure: resolve the error above (often a missing permission to create tables), then start again.',
      { cause: error },
    );
  }
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
