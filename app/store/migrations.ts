import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/**
 * Every change of the schema, in order; each runs once in each database. They are modules and not files,
 * because the program is one bundle. Never change one that was released: add the next.
 */
export const migrations: Readonly<Record<string, Migration>> = {
  '0001-debates': { up: (db) => run(db, debates) },
};

/** PGlite takes one statement at a time. */
async function run(db: Kysely<unknown>, statements: readonly string[]): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

/**
 * What a search looks at. A tsvector may hold 1 MB, so an endless answer is searched in its beginning only.
 */
const searched = `
  left(question, 20000) || ' ' || left(evidence_names, 20000) || ' ' || coalesce(left(answer, 20000), '')`;

const debates = [
  `create table debates (
    id text primary key,
    tenant text not null,
    question text not null,
    preset text not null,
    models text[] not null,
    evidence_names text not null,
    status text not null check (status in ('running', 'paused', 'decided', 'failed', 'cancelled')),
    phase text not null,
    round integer not null,
    agreement double precision,
    answer text,
    cost_usd double precision not null,
    seq integer not null,
    head_hash text not null,
    lease_owner text,
    lease_until timestamptz,
    epoch integer not null default 0,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    -- English finds the forms of a word; simple keeps every word as it stands, for beginnings of words, for
    -- English's stop words and for other languages.
    search tsvector not null generated always as (
      to_tsvector('english', ${searched}) || to_tsvector('simple', ${searched})
    ) stored
  )`,
  'create index debates_listed on debates (tenant, created_at desc, id desc)',
  `create index debates_runnable on debates (created_at, id) where status = 'running'`,
  'create index debates_searched on debates using gin (search)',
  // data is text and not jsonb: jsonb refuses \\u0000 and half surrogate pairs, and does not give back the
  // bytes that were hashed. For the same reason at is text.
  `create table events (
    debate_id text not null references debates on delete cascade,
    seq integer not null,
    type text not null,
    at text not null,
    data text not null,
    hash text not null,
    primary key (debate_id, seq)
  )`,
  `create table evidence (
    debate_id text not null references debates on delete cascade,
    position integer not null,
    document text not null,
    primary key (debate_id, position)
  )`,
  // Checked at commit, because a creation takes its key before it writes the debate.
  `create table idempotency_keys (
    tenant text not null,
    key text not null,
    body_hash text not null,
    debate_id text not null references debates on delete cascade deferrable initially deferred,
    primary key (tenant, key)
  )`,
  'create index idempotency_keys_of_debate on idempotency_keys (debate_id)',
];
