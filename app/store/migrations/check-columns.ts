import { type Kysely, sql } from 'kysely';
import { StoreOpenError } from '../errors.ts';
import type { Tables } from '../schema.ts';

type Columns = { readonly [T in keyof Tables]: Readonly<Record<keyof Tables[T], true>> };

/** Every column that the program uses; the type compares the list with schema.ts. */
const columns: Columns = {
  debates: {
    ...{
      id: true,
      tenant: true,
      question: true,
      title: true,
      preset: true,
      models: true,
      evidence_names: true,
    },
    ...{ evidence_bytes: true },
    ...{ status: true, phase: true, round: true, agreement: true, answer: true, cost_usd: true },
    ...{ seq: true, head_hash: true, deadline_at: true, priority: true, lease_owner: true },
    ...{ lease_until: true, epoch: true, takeovers: true, created_at: true, updated_at: true },
  },
  events: { debate_id: true, seq: true, type: true, at: true, data: true, hash: true },
  evidence: { debate_id: true, position: true, document: true },
  idempotency_keys: { tenant: true, key: true, body_hash: true, debate_id: true, taken_at: true },
  budget_holds: {
    ...{ debate_id: true, tenant: true, key_id: true, day: true, held_usd: true },
    ...{ tenant_usd_per_day: true },
  },
  model_usage: {
    ...{ debate_id: true, model: true, tenant: true, key_id: true, day: true, calls: true },
    ...{ input_tokens: true, output_tokens: true, cost_usd: true },
  },
  waste: {
    ...{ tenant: true, debate_id: true, turn: true, attempt: true, epoch: true, model: true, reason: true },
    ...{ input_tokens: true, output_tokens: true, estimated: true, cost_usd: true, at: true },
    ...{ cached_tokens: true, cache_write_tokens: true, reasoning_tokens: true },
  },
  api_keys: {
    ...{ id: true, tenant: true, name: true, scopes: true, secret_hash: true, created_at: true },
    ...{ expires_at: true, revoked_at: true, last_used_at: true, usd_per_day: true, subject: true },
  },
  tickets: {
    ...{
      hash: true,
      tenant: true,
      name: true,
      scopes: true,
      key_id: true,
      debate_id: true,
      expires_at: true,
    },
  },
  audit: {
    ...{ id: true, at: true, administrative: true, tenant: true, actor: true, action: true, subject: true },
    ...{ address: true, outcome: true },
  },
  workers: { owner: true, capacity: true, seen_at: true },
  panels: { tenant: true, name: true, settings: true, updated_at: true },
  webhooks: { debate_id: true, url: true, secret: true, state: true, due_at: true, attempts: true },
};

/** What to do with a database of a version from before the first release. */
export const unreleasedFix =
  'Cure: move the data directory away, or use an empty database; ' +
  'the version that made it can still export its debates.';

/** Of missing columns. */
const namedMax = 3;

/**
 * Refuses a migrated database that lacks columns. Versions before the first release changed migrations that had run,
 * so such a database looks migrated and cannot be used. Throws StoreOpenError.
 */
export async function checkColumns(db: Kysely<Tables>): Promise<void> {
  const { rows } = await sql<{ name: string }>`
    select c.relname || '.' || a.attname as name
    from pg_attribute a join pg_class c on c.oid = a.attrelid
    where c.relkind = 'r' and a.attnum > 0 and not a.attisdropped and pg_table_is_visible(c.oid)
      and c.relname in (${sql.join(Object.keys(columns))})`.execute(db);
  const found = new Set(rows.map(({ name }) => name));
  const missing = Object.entries(columns).flatMap(([table, names]) =>
    Object.keys(names).flatMap((name) => (found.has(`${table}.${name}`) ? [] : [`${table}.${name}`])),
  );
  if (missing.length === 0) return;
  const more = missing.length > namedMax ? ' and more' : '';
  throw new StoreOpenError(
    'The database was made by a version of Rostrum from before the first release, and cannot be upgraded: it has no ' +
      `${missing.slice(0, namedMax).join(', ')}${more}. ${unreleasedFix}`,
  );
}
