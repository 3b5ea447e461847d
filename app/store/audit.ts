import { type Kysely, sql } from 'kysely';
import type { AccessStore } from './access.ts';
import type { Tables } from './schema.ts';
import { plain } from './text.ts';

/** The verbs on the audit log. */
export function auditVerbs(db: Kysely<Tables>): Pick<AccessStore, 'addAudit' | 'audit' | 'trimAudit'> {
  return {
    async addAudit(entries) {
      if (entries.length === 0) return;
      await db
        .insertInto('audit')
        .values(
          entries.map(({ tenant, actor, subject, ...same }) => ({
            ...same,
            tenant: plain(tenant),
            actor: plain(actor),
            subject: plain(subject),
          })),
        )
        .execute();
    },

    async audit(tenant, limit) {
      const rows = await db
        .selectFrom('audit')
        .selectAll()
        .where('tenant', '=', plain(tenant))
        .orderBy('id', 'desc')
        .limit(limit)
        .execute();
      return rows.map(({ id: _, at, ...same }) => ({ ...same, at: at.toISOString() }));
    },

    async trimAudit(rowsMax) {
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
