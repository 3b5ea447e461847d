import { type Kysely, sql, type Transaction } from 'kysely';
import { sanitizeText } from '../sanitize-text.ts';
import type { Tables } from '../schema.ts';
import type { CreateResult, NewDebate, Store } from '../store.ts';

export function createIdempotencyQueries(
  db: Kysely<Tables>,
): Pick<Store, 'creation' | 'pruneIdempotencyKeys'> {
  return {
    async creation(tenant, key) {
      const row = await findKey(db, sanitizeText(tenant), sanitizeText(key));
      return row ? { bodyHash: row.body_hash, debate: row.debate_id } : null;
    },

    async pruneIdempotencyKeys(before, rowsMax) {
      // Skips rows that another worker is deleting, so that workers do not wait for each other.
      const { numAffectedRows = 0n } = await sql`
        delete from idempotency_keys where (tenant, key) in (
          select tenant, key from idempotency_keys where taken_at < ${before}::timestamptz
          order by taken_at limit ${rowsMax} for update skip locked
        )`.execute(db);
      return Number(numAffectedRows);
    },
  };
}

const findKey = (db: Kysely<Tables>, tenant: string, key: string) =>
  db
    .selectFrom('idempotency_keys')
    .select(['body_hash', 'debate_id'])
    .where('tenant', '=', tenant)
    .where('key', '=', key)
    .executeTakeFirst();

/** Claims the debate's idempotency key. Returns the earlier creation with that key, or null if there is none. */
export async function claimIdempotencyKey(
  tx: Transaction<Tables>,
  debate: NewDebate,
): Promise<CreateResult | null> {
  if (!debate.idempotency) return null;
  const tenant = sanitizeText(debate.tenant);
  const key = sanitizeText(debate.idempotency.key);
  const bodyHash = sanitizeText(debate.idempotency.bodyHash);
  for (;;) {
    const inserted = await tx
      .insertInto('idempotency_keys')
      .values({ tenant, key, body_hash: bodyHash, debate_id: sanitizeText(debate.id), taken_at: debate.at })
      .onConflict((conflict) => conflict.doNothing())
      .returning('key')
      .executeTakeFirst();
    if (inserted) return null;
    const existing = await findKey(tx, tenant, key);
    // Between the two statements the key may have been pruned or its debate deleted: then it is free.
    if (existing)
      return existing.body_hash === bodyHash
        ? { outcome: 'repeated', id: existing.debate_id }
        : { outcome: 'conflict' };
  }
}
