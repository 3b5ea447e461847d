import { type Kysely, sql } from 'kysely';
import type { CredentialStore } from '../credentials.ts';
import { sanitizeText } from '../sanitize-text.ts';
import type { Tables } from '../schema.ts';

/** The verbs on the audit log. */
export function createAuditQueries(
  db: Kysely<Tables>,
): Pick<CredentialStore, 'addAuditEntries' | 'listAuditEntries' | 'pruneAuditEntries'> {
  return {
    async addAuditEntries(entries) {
      if (entries.length === 0) return;
      await db
        .insertInto('audit')
        .values(
          entries.map(({ tenant, actor, subject, ...rest }) => ({
            ...rest,
            tenant: sanitizeText(tenant),
            actor: sanitizeText(actor),
            subject: sanitizeText(subject),
          })),
        )
        .execute();
    },

    async listAuditEntries(tenant, limit) {
      const rows = await db
        .selectFrom('audit')
        .selectAll()
        .where('tenant', '=', sanitizeText(tenant))
        .orderBy('id', 'desc')
        .limit(limit)
        .execute();
      return rows.map(({ id: _, at, ...rest }) => ({ ...rest, at: at.toISOString() }));
    },

    async pruneAuditEntries(rowsMax) {
      // Apart from each other: a flood of refusals must not wash away who made a key.
      for (const administrative of [true, false])
        await sql`
          delete from audit where administrative = ${administrative} and id <= (
            select id from audit where administrative = ${administrative}
            order by id desc offset ${rowsMax} limit 1
          )`.execute(db);
    },
  };
}
