import { type Kysely, sql } from 'kysely';
import { Migrator } from 'kysely/migration';
import { DatabaseTooNewError, errorMessage, StoreOpenError } from '../errors.ts';
import type { Tables } from '../schema.ts';
import { migrations } from './migrations.ts';

/** What a migration's name ends in when programs from before it cannot go on: it takes away what they read or write. */
const breakingSuffix = '-breaking';

/**
 * Brings the schema up to date. Several processes may do so at once: one works, the others wait for its lock. What a
 * newer program has only added is no hindrance, so that a deployment can be taken back and old tasks can start again.
 * Throws DatabaseTooNew when a newer program has changed more than that, CannotOpen when a migration fails.
 */
export async function migrate(db: Kysely<Tables>): Promise<void> {
  const appliedNames = await readAppliedNames(db);
  const newer = appliedNames.filter((name) => !(name in migrations));
  const unknown = newer.filter((name) => name.endsWith(breakingSuffix));
  if (unknown.length > 0) {
    throw new DatabaseTooNewError(
      `The database was migrated by a newer version of Rostrum (${unknown.join(', ')}). ` +
        'Cure: run that version or a later one, or restore a copy from before the upgrade.',
    );
  }
  if (appliedNames.length - newer.length === Object.keys(migrations).length) return;
  const migrator = new Migrator({ db, provider: { getMigrations: async () => ({ ...migrations }) } });
  const { error } = await migrator.migrateToLatest();
  if (error) {
    throw new StoreOpenError(
      `The database could not be brought up to date: ${errorMessage(error)}. Nothing was changed. ` +
        'Cure: look at what the message names (often a missing right to create tables) and start again.',
      { cause: error },
    );
  }
}

/** Names of the migrations that were run; Kysely's table of them is absent before the first. */
async function readAppliedNames(db: Kysely<Tables>): Promise<string[]> {
  const table = await sql<{
    found: string | null;
  }>`select to_regclass('kysely_migration')::text as found`.execute(db);
  if (!table.rows[0]?.found) return [];
  const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db);
  return rows.map((row) => row.name);
}
