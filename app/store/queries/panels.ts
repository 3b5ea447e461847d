import { type Kysely, type Selectable, sql } from 'kysely';
import type { PanelStore, StoredPanel } from '../panels.ts';
import { sanitizeText } from '../sanitize-text.ts';
import type { PanelsTable, Tables } from '../schema.ts';

export function createPanelQueries(db: Kysely<Tables>): PanelStore {
  const panelsOf = (tenant: string) =>
    db
      .selectFrom('panels')
      .select(['name', 'settings', 'updated_at'])
      .where('tenant', '=', sanitizeText(tenant));
  return {
    async savePanel({ tenant, name, settings, updatedAt, panelsMax }) {
      const [owner, id] = [tenant, name].map(sanitizeText);
      const { rows } = await sql`
        insert into panels (tenant, name, settings, updated_at)
        select ${owner}, ${id}, ${JSON.stringify(settings)}, ${updatedAt}::timestamptz
        where (select count(*) from panels where tenant = ${owner} and name <> ${id}) < ${panelsMax}
        on conflict (tenant, name) do update set settings = excluded.settings, updated_at = excluded.updated_at
        returning name`.execute(db);
      return rows.length > 0;
    },

    async panel(tenant, name) {
      const row = await panelsOf(tenant).where('name', '=', sanitizeText(name)).executeTakeFirst();
      return row ? toStoredPanel(row) : null;
    },

    async panels(tenant, limit) {
      const rows = await panelsOf(tenant).orderBy('name').limit(limit).execute();
      return rows.map(toStoredPanel);
    },

    async deletePanel(tenant, name) {
      const { numDeletedRows } = await db
        .deleteFrom('panels')
        .where('tenant', '=', sanitizeText(tenant))
        .where('name', '=', sanitizeText(name))
        .executeTakeFirst();
      return numDeletedRows > 0n;
    },
  };
}

const toStoredPanel = (
  row: Pick<Selectable<PanelsTable>, 'name' | 'settings' | 'updated_at'>,
): StoredPanel => ({
  name: row.name,
  settings: JSON.parse(row.settings),
  updatedAt: row.updated_at.toISOString(),
});
