import { type Kysely, sql } from 'kysely';
import type { CredentialStore } from '../credentials.ts';
import { sanitizeText } from '../sanitize-text.ts';
import type { Tables } from '../schema.ts';

/** The verbs on tickets. */
export function createTicketQueries(
  db: Kysely<Tables>,
): Pick<CredentialStore, 'addTicket' | 'consumeTicket'> {
  return {
    async addTicket({ hash, tenant, name, scopes, keyId, debate, expiresAt }, at) {
      await db.deleteFrom('tickets').where(sql<boolean>`expires_at <= ${at}::timestamptz`).execute();
      await db
        .insertInto('tickets')
        .values({
          hash,
          tenant: sanitizeText(tenant),
          name: sanitizeText(name),
          scopes,
          key_id: keyId === null ? null : sanitizeText(keyId),
          debate_id: debate === null ? null : sanitizeText(debate),
          expires_at: expiresAt,
        })
        .execute();
    },

    async consumeTicket(hash, at) {
      // Of two who come with one ticket the second finds the row gone.
      const row = await db
        .deleteFrom('tickets')
        .where('hash', '=', sanitizeText(hash))
        .returningAll()
        .executeTakeFirst();
      if (!row || row.expires_at <= new Date(at)) return null;
      const { key_id: keyId, debate_id: debate, expires_at: expiresAt, ...rest } = row;
      return { ...rest, keyId, debate, expiresAt: expiresAt.toISOString() };
    },
  };
}
