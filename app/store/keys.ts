import { type Kysely, type Selectable, sql, type Transaction } from 'kysely';
import type { AccessStore, ApiKey, NewApiKey } from './access.ts';
import type { ApiKeysTable, Tables } from './schema.ts';
import { plain } from './text.ts';

type Looks = 'key' | 'keys' | 'liveKeys' | 'stillLive' | 'hasAdmin';
type Changes = 'addKey' | 'revokeKey' | 'rotateKey' | 'useKey';

const isLive = (at: string) =>
  sql<boolean>`revoked_at is null and (expires_at is null or expires_at > ${at}::timestamptz)`;

/** The verbs on keys. */
export const keyVerbs = (db: Kysely<Tables>): Pick<AccessStore, Looks | Changes> => ({
  ...looks(db),
  ...changes(db),
});

function looks(db: Kysely<Tables>): Pick<AccessStore, Looks> {
  return {
    async key(id) {
      const row = await db.selectFrom('api_keys').selectAll().where('id', '=', plain(id)).executeTakeFirst();
      return row ? toKey(row) : null;
    },

    async keys(tenant, limit) {
      const rows = await db
        .selectFrom('api_keys')
        .selectAll()
        .where('tenant', '=', plain(tenant))
        .orderBy('created_at', 'desc')
        .orderBy('id')
        .limit(limit)
        .execute();
      return rows.map(toKey);
    },

    async liveKeys(tenant, at) {
      const { live } = await db
        .selectFrom('api_keys')
        .select(sql<number>`count(*)::integer`.as('live'))
        .where('tenant', '=', plain(tenant))
        .where(isLive(at))
        .executeTakeFirstOrThrow();
      return live;
    },

    async stillLive(ids, at) {
      const rows = await db
        .selectFrom('api_keys')
        .select('id')
        .where('id', '=', sql<string>`any(${ids.map(plain)}::text[])`)
        .where(isLive(at))
        .execute();
      return new Set(rows.map((row) => row.id));
    },

    async hasAdmin(at) {
      const row = await db
        .selectFrom('api_keys')
        .select('id')
        .where(sql<boolean>`'admin' = any(scopes)`)
        .where(isLive(at))
        .limit(1)
        .executeTakeFirst();
      return row !== undefined;
    },
  };
}

function changes(db: Kysely<Tables>): Pick<AccessStore, Changes> {
  return {
    addKey: (key) => add(db, key),

    async revokeKey(tenant, id, at) {
      const { numUpdatedRows } = await db
        .updateTable('api_keys')
        .set({ revoked_at: sql`coalesce(revoked_at, ${at}::timestamptz)` })
        .where('tenant', '=', plain(tenant))
        .where('id', '=', plain(id))
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    },

    rotateKey: (tenant, id, successor, until) =>
      db.transaction().execute((tx) => rotate(tx, tenant, id, successor, until)),

    async useKey(id, at, before) {
      await db
        .updateTable('api_keys')
        .set({ last_used_at: at })
        .where('id', '=', plain(id))
        .where(sql<boolean>`(last_used_at is null or last_used_at < ${before}::timestamptz)`)
        .execute();
    },
  };
}

async function add(db: Kysely<Tables>, key: NewApiKey): Promise<boolean> {
  const added = await db
    .insertInto('api_keys')
    .values({
      id: plain(key.id),
      tenant: plain(key.tenant),
      name: plain(key.name),
      scopes: key.scopes,
      secret_hash: key.secretHash,
      created_at: key.createdAt,
      expires_at: key.expiresAt,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  return added !== undefined;
}

async function rotate(
  tx: Transaction<Tables>,
  tenant: string,
  id: string,
  successor: NewApiKey,
  until: string,
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('api_keys')
    // least() passes over null: a key that never expired does so now.
    .set({ expires_at: sql`least(expires_at, ${until}::timestamptz)` })
    .where('tenant', '=', plain(tenant))
    .where('id', '=', plain(id))
    .where(isLive(successor.createdAt))
    .executeTakeFirst();
  return numUpdatedRows > 0n && add(tx, successor);
}

function toKey(row: Selectable<ApiKeysTable>): ApiKey {
  const iso = (time: Date | null) => time?.toISOString() ?? null;
  return {
    id: row.id,
    tenant: row.tenant,
    name: row.name,
    scopes: row.scopes,
    secretHash: row.secret_hash,
    createdAt: row.created_at.toISOString(),
    expiresAt: iso(row.expires_at),
    revokedAt: iso(row.revoked_at),
    lastUsedAt: iso(row.last_used_at),
  };
}
