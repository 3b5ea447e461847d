/** The searched text. A tsvector holds at most 1 MB, so only the beginning of a long text is indexed. */
const searchText = `
  coalesce(title, '') || ' ' ||
  left(question, 20000) || ' ' || left(evidence_names, 20000) || ' ' || coalesce(left(answer, 20000), '')`;

const debates = [
  `create table debates (
    id text primary key,
    tenant text not null,
    question text not null,
    -- Given by a person.
    title text,
    preset text not null,
    models text[] not null,
    evidence_names text not null,
    -- Of all documents, so that a worker claims only what its memory holds.
    evidence_bytes integer not null default 0,
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
  // Deferred to the commit, because a creation inserts its key before its debate.
  `create table idempotency_keys (
    tenant text not null,
    key text not null,
    body_hash text not null,
    debate_id text not null references debates on delete cascade deferrable initially deferred,
    taken_at timestamptz not null default now(),
    primary key (tenant, key)
  )`,
  'create index idempotency_keys_of_debate on idempotency_keys (debate_id)',
  'create index idempotency_keys_by_age on idempotency_keys (taken_at)',
  // At most one for each debate, due once that has ended. They stay after the delivery, as its log.
  `create table webhooks (
    debate_id text primary key references debates on delete cascade,
    url text not null,
    secret text not null,
    state text not null default 'pending' check (state in ('pending', 'delivered', 'failed')),
    due_at timestamptz,
    attempts jsonb not null default '[]'
  )`,
  `create index webhooks_due on webhooks (due_at) where state = 'pending' and due_at is not null`,
  // Members of new debates under a name, as JSON. Debates copy them and have no reference to them.
  `create table panels (
    tenant text not null,
    name text not null,
    settings text not null,
    updated_at timestamptz not null,
    primary key (tenant, name)
  )`,
  // With their heartbeats, to compare the backlog with the capacity.
  `create table workers (
    owner text primary key,
    capacity integer not null,
    seen_at timestamptz not null
  )`,
];

/** No foreign keys: what was paid for stays when a debate is deleted. */
const spending = [
  // Tokens are null when the provider reported none of the kind.
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
    cached_tokens integer,
    cache_write_tokens integer,
    reasoning_tokens integer,
    estimated boolean not null,
    cost_usd double precision,
    at timestamptz not null,
    primary key (tenant, debate_id, turn, attempt, epoch)
  )`,
  // What debates may cost by day.
  `create table budget_holds (
    debate_id text primary key,
    tenant text not null,
    key_id text not null,
    day date not null,
    held_usd double precision not null,
    tenant_usd_per_day double precision
  )`,
  'create index budget_holds_of_day on budget_holds (tenant, day)',
  // What debates have used by day.
  `create table model_usage (
    debate_id text not null,
    model text not null,
    tenant text not null,
    key_id text not null,
    day date not null,
    calls integer not null,
    input_tokens bigint not null,
    output_tokens bigint not null,
    cost_usd double precision not null,
    primary key (debate_id, model)
  )`,
  'create index model_usage_of_day on model_usage (tenant, day)',
];

const access = [
  `create table api_keys (
    id text primary key,
    tenant text not null,
    name text not null,
    scopes text[] not null,
    secret_hash text not null,
    created_at timestamptz not null,
    expires_at timestamptz,
    revoked_at timestamptz,
    last_used_at timestamptz,
    usd_per_day double precision,
    subject text
  )`,
  'create index api_keys_listed on api_keys (tenant, created_at desc, id)',
  // The key that a person gets by signing in: one in each tenant that is not revoked.
  `create unique index api_keys_of_people on api_keys (tenant, subject)
    where subject is not null and revoked_at is null`,
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

export const firstRelease: readonly string[] = [...debates, ...spending, ...access];
