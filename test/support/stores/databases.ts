import { inject } from 'vitest';
import { createEmbeddedDatabase } from './embedded-database.ts';
import { createPostgresDatabase } from './postgres-database.ts';
import { type OpenDatabase, reuse } from './reuse.ts';

export type { OpenDatabase };

/** A kind of database, for `describe.each`; tests skip one that is not available. */
export interface Database {
  readonly name: string;
  readonly available: boolean;
  /** A store on an empty database. */
  open(): Promise<OpenDatabase>;
}

const postgresUrl = inject('postgresUrl');

export const databases: readonly [Database, Database] = [
  { name: 'embedded', available: true, open: reuse(createEmbeddedDatabase) },
  {
    name: 'PostgreSQL',
    available: postgresUrl !== null,
    open: reuse(() => createPostgresDatabase(postgresUrl)),
  },
];

/** For tests that run on either: PostgreSQL if installed, because it opens faster. */
export const anyDatabase: Database = databases.findLast(({ available }) => available) ?? databases[0];
