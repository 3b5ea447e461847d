import { type Kysely, sql, type Transaction } from 'kysely';
import { sanitizeText } from '../sanitize-text.ts';
import type { Tables } from '../schema.ts';
import type { CreateResult, NewDebate, Store } from '../store.ts';

/** The verb on idempotency keys; creations take them. */
export function createIdempotencyQueries(db: Kysely<Tables>): Pick<Store, 'pruneIdempotencyKeys'> {
  return {
    async pruneIdempotencyKeys(before, rowsMax) {
      // What another worker is just deleting is none of ours: nobody waits for anybody.
      const { numAffectedRows = 0n } = await sql`
        delete from idempotency_keys where (tenant, key) in (
          select tenant, key from idempotency_keys where taken_at < ${before}::timestamptz
          order by taken_at limit ${rowsMax} for update skip locked
        )`.execute(db);
      return Number(numAffectedRows);
    },
  };
}

/** Takes the idempotency key, if there is one; what was created with it before, if it is taken. */
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
    const existing = await tx
      .selectFrom('idempotency_keys')
      .select(['body_hash', 'debate_id'])
      .where('tenant', '=', tenant)
      .where('key', '=', key)
      .executeTakeFirst();
    // Between the two, it may have been forgotten, or its debate deleted: then it is free.
    if (existing)
      return existing.body_hash === bodyHash
        ? { outcome: 'repeated', id: existing.debate_id }
        : { outcome: 'conflict' };
  }
}
