import { type Kysely, sql } from 'kysely';
import type { AccessStore } from './access.ts';
import type { Tables } from './schema.ts';
import { plain } from './text.ts';

/** The verbs on tickets. */
export function ticketVerbs(db: Kysely<Tables>): Pick<AccessStore, 'addTicket' | 'takeTicket'> {
  return {
    async addTicket({ hash, tenant, name, scopes, keyId, debate, expiresAt }, at) {
      await db.deleteFrom('tickets').where(sql<boolean>`expires_at <= ${at}::timestamptz`).execute();
      await db
        .insertInto('tickets')
        .values({
          hash,
          tenant: plain(tenant),
          name: plain(name),
          scopes,
          key_id: keyId === null ? null : plain(keyId),
          debate_id: debate === null ? null : plain(debate),
          expires_at: expiresAt,
        })
        .execute();
    },

    async takeTicket(hash, at) {
      // Of two who come with one ticket the second finds the row gone.
      const row = await db
        .deleteFrom('tickets')
        .where('hash', '=', plain(hash))
        .returningAll()
        .executeTakeFirst();
      if (!row || row.expires_at <= new Date(at)) return null;
      const { key_id: keyId, debate_id: debate, expires_at: expiresAt, ...same } = row;
      return { ...same, keyId, debate, expiresAt: expiresAt.toISOString() };
    },
  };
}
