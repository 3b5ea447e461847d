import { type Kysely, sql } from 'kysely';
import { sanitizeText } from '../sanitize-text.ts';
import type { Tables } from '../schema.ts';
import type { WebhookStore } from '../webhooks.ts';
import { whereTenant } from './debates.ts';

export function createWebhookQueries(db: Kysely<Tables>): WebhookStore {
  return {
    async claimWebhooks(limit, at, until) {
      const due = db
        .selectFrom('webhooks')
        .select('debate_id')
        .where('state', '=', 'pending')
        .where('due_at', '<=', sql<Date>`${at}::timestamptz`)
        .orderBy('due_at')
        .limit(limit)
        .forUpdate()
        .skipLocked();
      const rows = await db
        .updateTable('webhooks')
        .set({ due_at: until })
        .from('debates')
        .whereRef('debates.id', '=', 'webhooks.debate_id')
        .where('webhooks.debate_id', 'in', due)
        .returning(['webhooks.debate_id', 'debates.tenant', 'url', 'secret', 'attempts'])
        .execute();
      return rows.map(({ debate_id: debate, attempts, ...row }) => ({
        ...row,
        debate,
        attempts: attempts.length,
      }));
    },

    async recordDelivery(debate, attempt, { state, dueAt }) {
      // jsonb rejects what a text cannot hold, even when it is escaped.
      const error = attempt.error === null ? null : sanitizeText(attempt.error);
      await db
        .updateTable('webhooks')
        .set({
          state,
          due_at: dueAt,
          ...(state !== 'pending' && { secret: '' }),
          attempts: sql`attempts || ${JSON.stringify([{ ...attempt, error }])}::jsonb`,
        })
        .where('debate_id', '=', sanitizeText(debate))
        .execute();
    },

    async webhook(key) {
      const row = await db
        .selectFrom('webhooks')
        .select(['url', 'state', 'due_at', 'attempts'])
        .where('debate_id', '=', sanitizeText(key.debate))
        .where(whereTenant(key))
        .executeTakeFirst();
      if (!row) return null;
      const { url, state, due_at: dueAt, attempts } = row;
      return { url, state, dueAt: dueAt?.toISOString() ?? null, attempts };
    },
  };
}
