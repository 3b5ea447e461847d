import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/**
 * Schema changes in order; each runs once per database. They are code and not SQL files, because the program is one
 * bundle. Never change a released migration: add the next one.
 */
export const migrations: Readonly<Record<string, Migration>> = {
  '0001-debates': { up: (db) => runStatements(db, createDebates) },
  '0002-workers': { up: (db) => runStatements(db, createWorkers) },
  '0003-idempotency-keys-expire': { up: (db) => runStatements(db, expireIdempotencyKeys) },
/** Null when the provider reported no such tokens, as for all rows of older programs. */
const addPartsOfUsage = [
  `alter table waste
    add column cached_tokens integer,
    add column cache_write_tokens integer,
    add column reasoning_tokens integer`,
];
