import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/**
 * Every change of the schema, in order; each runs once in each database. They are modules and not files,
 * because the program is one bundle. Never change one that was released: add the next.
 */
export const migrations: Readonly<Record<string, Migration>> = {
  '0001-debates': { up: (db) => runStatements(db, createDebates) },
  '0002-workers': { up: (db) => runStatements(db, createWorkers) },
  '0003-idempotency-keys-expire': { up: (db) => runStatements(db, expireIdempotencyKeys) },
};

/** PGlite takes one statement at a time. */
async function runStatements(db: Kysely<unknown>, statements: readonly string[]): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

/**
 * What a search looks at. A tsvector may hold 1 MB, so an endless answer is searched in its beginning only.
 */
const searchText = `
  left(question, 20000) || ' ' || left(evidence_names, 20000) || ' ' || coalesce(left(answer, 20000), '')`;

const createDebates = [
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
    deadline_at timestamptz not null,
    priority integer not null,
    lease_owner text,
    lease_until timestamptz,
    epoch integer not null default 0,
    takeovers integer not null default 0,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    -- English finds the forms of a word; simple keeps every word as it stands, for beginnings of words, for
    -- English's stop words and for other languages.
    search tsvector not null generated always as (
      to_tsvector('english', ${searchText}) || to_tsvector('simple', ${searchText})
    ) stored
  )`,
  'create index debates_listed on debates (tenant, created_at desc, id desc)',
  // lease_until stands in no index: a renewal changes only that, and so touches none of them.
  `create index debates_waiting on debates (tenant, priority desc, created_at, id)
    where status = 'running' and lease_owner is null`,
  `create index debates_held on debates (tenant) where status = 'running' and lease_owner is not null`,
  `create index debates_due on debates (deadline_at) where status in ('running', 'paused')`,
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
  // Outlives its debate: the money is spent, whatever is deleted.
  `create table waste (
    tenant text not null,
    debate_id text not null,
    turn text not null,
    attempt integer not null,
    epoch integer not null,
    model text not null,
    reason text not null,
    input_tokens integer not null,
    output_tokens integer not null,
    estimated boolean not null,
    cost_usd double precision,
    at timestamptz not null,
    primary key (tenant, debate_id, turn, attempt, epoch)
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
  `create table api_keys (
    id text primary key,
    tenant text not null,
    name text not null,
    scopes text[] not null,
    secret_hash text not null,
    created_at timestamptz not null,
    expires_at timestamptz,
    revoked_at timestamptz,
    last_used_at timestamptz
  )`,
  'create index api_keys_listed on api_keys (tenant, created_at desc, id)',
  `create table tickets (
    hash text primary key,
    tenant text not null,
    name text not null,
    scopes text[] not null,
    key_id text references api_keys on delete cascade,
    debate_id text,
    expires_at timestamptz not null
  )`,
  'create index tickets_expired on tickets (expires_at)',
  `create table audit (
    id bigint primary key generated always as identity,
    at timestamptz not null,
    administrative boolean not null,
    tenant text not null,
    actor text not null,
    action text not null,
    subject text not null,
    address text not null,
    outcome text not null
  )`,
  'create index audit_kept on audit (administrative, id)',
  'create index audit_of_tenant on audit (tenant, id)',
];

/** Workers that live, so that what waits can be set against those who are there to take it. */
const createWorkers = [
  `create table workers (
    owner text primary key,
    capacity integer not null,
    seen_at timestamptz not null
  )`,
];

/** A key from before lives as long as one that is taken now, and so does one of a program from before. */
const expireIdempotencyKeys = [
  'alter table idempotency_keys add column taken_at timestamptz not null default now()',
  'create index idempotency_keys_by_age on idempotency_keys (taken_at)',
];
