import { type Kysely, sql, type Transaction } from 'kysely';
import type { Tables } from './schema.ts';
import type { Created, NewDebate, Store } from './store.ts';
import { plain } from './text.ts';

/** The verb on idempotency keys; creations take them. */
export function idempotencyVerbs(db: Kysely<Tables>): Pick<Store, 'forgetIdempotencyKeys'> {
  return {
    async forgetIdempotencyKeys(before, rowsMax) {
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
export async function takeKey(tx: Transaction<Tables>, debate: NewDebate): Promise<Created | null> {
  if (!debate.idempotency) return null;
  const tenant = plain(debate.tenant);
  const key = plain(debate.idempotency.key);
  const bodyHash = plain(debate.idempotency.bodyHash);
  for (;;) {
    const taken = await tx
      .insertInto('idempotency_keys')
      .values({ tenant, key, body_hash: bodyHash, debate_id: plain(debate.id), taken_at: debate.at })
      .onConflict((conflict) => conflict.doNothing())
      .returning('key')
      .executeTakeFirst();
    if (taken) return null;
    const before = await tx
      .selectFrom('idempotency_keys')
      .select(['body_hash', 'debate_id'])
      .where('tenant', '=', tenant)
      .where('key', '=', key)
      .executeTakeFirst();
    // Between the two, it may have been forgotten, or its debate deleted: then it is free.
    if (before)
      return before.body_hash === bodyHash
        ? { outcome: 'repeated', id: before.debate_id }
        : { outcome: 'conflict' };
  }
}
