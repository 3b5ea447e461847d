import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import { createDailyBudgets } from './daily-budgets.ts';
import { createPanels } from './panels.ts';
import { addPeople } from './people.ts';

/**
 * Schema changes in order; each runs once per database. They are code and not SQL files, because the program is one
 * bundle. Never change a released migration: add the next one.
 */
export const migrations: Readonly<Record<string, Migration>> = {
  '0001-debates': { up: (db) => runStatements(db, createDebates) },
  '0002-workers': { up: (db) => runStatements(db, createWorkers) },
  '0003-idempotency-keys-expire': { up: (db) => runStatements(db, expireIdempotencyKeys) },
  '0004-evidence-size': { up: (db) => runStatements(db, addEvidenceSize) },
  '0005-parts-of-usage': { up: (db) => runStatements(db, addPartsOfUsage) },
  '0006-titles': { up: (db) => runStatements(db, addTitles) },
  '0007-webhooks': { up: (db) => runStatements(db, createWebhooks) },
  '0008-daily-budgets': { up: (db) => runStatements(db, createDailyBudgets) },
  '0009-people': { up: (db) => runStatements(db, addPeople) },
  '0010-panels': { up: (db) => runStatements(db, createPanels) },
};

/** PGlite runs one statement per call. */
async function runStatements(db: Kysely<unknown>, statements: readonly string[]): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

/** The searched text. A tsvector holds at most 1 MB, so only the beginning of a long text is indexed. */
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
    -- english matches the forms of a word; simple keeps every word unchanged, for prefixes, for stop words of
    -- English and for other languages.
    search tsvector not null generated always as (
      to_tsvector('english', ${searchText}) || to_tsvector('simple', ${searchText})
    ) stored
  )`,
  'create index debates_listed on debates (tenant, created_at desc, id desc)',
  // lease_until is in no index: renewals change only this column, so they update no index.
  `create index debates_waiting on debates (tenant, priority desc, created_at, id)
    where status = 'running' and lease_owner is null`,
  `create index debates_held on debates (tenant) where status = 'running' and lease_owner is not null`,
  `create index debates_due on debates (deadline_at) where status in ('running', 'paused')`,
  'create index debates_searched on debates using gin (search)',
  // data is text and not jsonb: jsonb rejects \\u0000 and lone surrogates, and does not return the bytes that were
  // hashed. at is text for the same reason.
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
  // No foreign key: the usage was paid for and stays when the debate is deleted.
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
  // Deferred to the commit, because a creation inserts its key before its debate.
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

/** Workers with their heartbeats, to compare the backlog with the capacity. */
const createWorkers = [
  `create table workers (
    owner text primary key,
    capacity integer not null,
    seen_at timestamptz not null
  )`,
];

/** The default gives keys of older programs a full lifetime from now. */
const expireIdempotencyKeys = [
  'alter table idempotency_keys add column taken_at timestamptz not null default now()',
  'create index idempotency_keys_by_age on idempotency_keys (taken_at)',
];

/** The size of each debate's documents, so that a worker claims only what its memory holds. */
const addEvidenceSize = ['alter table debates add column evidence_bytes integer not null default 0'];

/** Null when the provider reported no such tokens, as for all rows of older programs. */
const addPartsOfUsage = [
  `alter table waste
    add column cached_tokens integer,
    add column cache_write_tokens integer,
    add column reasoning_tokens integer`,
];

/** A title that a person gave, or null. The search finds it too, so its generated column is created again. */
const addTitles = [
  'alter table debates add column title text',
  'alter table debates drop column search',
  `alter table debates add column search tsvector not null generated always as (
    to_tsvector('english', coalesce(title, '') || ' ' || ${searchText}) ||
    to_tsvector('simple', coalesce(title, '') || ' ' || ${searchText})
  ) stored`,
  'create index debates_searched on debates using gin (search)',
];

/** At most one for each debate, due once that has ended. They stay after the delivery, as its log. */
const createWebhooks = [
  `create table webhooks (
    debate_id text primary key references debates on delete cascade,
    url text not null,
    secret text not null,
    state text not null default 'pending' check (state in ('pending', 'delivered', 'failed')),
    due_at timestamptz,
    attempts jsonb not null default '[]'
  )`,
  `create index webhooks_due on webhooks (due_at) where state = 'pending' and due_at is not null`,
];
