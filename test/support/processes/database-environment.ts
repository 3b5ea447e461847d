import { inject } from 'vitest';
import { createDatabase } from './postgres.ts';

/** A new database for a program: on PostgreSQL if installed, which costs less, else embedded in this directory. */
export async function databaseEnvironment(dataDir: string): Promise<Record<string, string>> {
  const serverUrl = inject('postgresUrl');
  return serverUrl === null
    ? { ROSTRUM_DATA_DIR: dataDir }
    : { DATABASE_URL: await createDatabase(serverUrl) };
}
