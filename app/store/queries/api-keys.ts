import { type Insertable, type Kysely, type Selectable, sql, type Transaction } from 'kysely';
import type { ApiKey, CredentialStore, NewApiKey } from '../credentials.ts';
import { sanitizeText } from '../sanitize-text.ts';
import type { ApiKeysTable, Tables } from '../schema.ts';

type KeyReads = 'findKey' | 'listKeys' | 'countActiveKeys' | 'filterActiveKeys' | 'hasAdmin';
type KeyWrites = 'addKey' | 'savePersonKey' | 'revokeKey' | 'rotateKey' | 'touchKey';

const isActive = (at: string) =>
  sql<boolean>`revoked_at is null and (expires_at is null or expires_at > ${at}::timestamptz)`;

export const createKeyQueries = (db: Kysely<Tables>): Pick<CredentialStore, KeyReads | KeyWrites> => ({
  ...createKeyReads(db),
  ...createKeyWrites(db),
});

function createKeyReads(db: Kysely<Tables>): Pick<CredentialStore, KeyReads> {
  return {
    async findKey(id) {
      const row = await db
        .selectFrom('api_keys')
        .selectAll()
        .where('id', '=', sanitizeText(id))
        .executeTakeFirst();
      return row ? toApiKey(row) : null;
    },

    async listKeys(tenant, limit) {
      const rows = await db
        .selectFrom('api_keys')
        .selectAll()
        .where('tenant', '=', sanitizeText(tenant))
        .orderBy('created_at', 'desc')
        .orderBy('id')
        .limit(limit)
        .execute();
      return rows.map(toApiKey);
    },

    async countActiveKeys(tenant, at) {
      const { active } = await db
        .selectFrom('api_keys')
        .select(sql<number>`count(*)::integer`.as('active'))
        .where('tenant', '=', sanitizeText(tenant))
        .where('subject', 'is', null)
        .where(isActive(at))
        .executeTakeFirstOrThrow();
      return active;
    },

    async filterActiveKeys(ids, at) {
      const rows = await db
        .selectFrom('api_keys')
        .select('id')
        .where('id', '=', sql<string>`any(${ids.map(sanitizeText)}::text[])`)
        .where(isActive(at))
        .execute();
      return new Set(rows.map((row) => row.id));
    },

    async hasAdmin(at) {
      const row = await db
        .selectFrom('api_keys')
        .select('id')
        .where(sql<boolean>`'admin' = any(scopes)`)
        .where(isActive(at))
        .limit(1)
        .executeTakeFirst();
      return row !== undefined;
    },
  };
}

function createKeyWrites(db: Kysely<Tables>): Pick<CredentialStore, KeyWrites> {
  return {
    addKey: (key) => insertKey(db, key),

    async savePersonKey(key, subject) {
      const { id } = await db
        .insertInto('api_keys')
        .values({ ...toRow(key), subject: sanitizeText(subject) })
        .onConflict((conflict) =>
          conflict
            .columns(['tenant', 'subject'])
            .where('subject', 'is not', null)
            .where('revoked_at', 'is', null)
            .doUpdateSet(({ ref }) => ({
              name: ref('excluded.name'),
              scopes: ref('excluded.scopes'),
              expires_at: ref('excluded.expires_at'),
            })),
        )
        .returning('id')
        .executeTakeFirstOrThrow();
      return id;
    },

    async revokeKey(tenant, id, at) {
      const { numUpdatedRows } = await db
        .updateTable('api_keys')
        .set({ revoked_at: sql`coalesce(revoked_at, ${at}::timestamptz)` })
        .where('tenant', '=', sanitizeText(tenant))
        .where('id', '=', sanitizeText(id))
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    },

    rotateKey: (tenant, id, successor, until) =>
      db.transaction().execute((tx) => rotateKey(tx, tenant, id, successor, until)),

    async touchKey(id, at, before) {
      await db
        .updateTable('api_keys')
        .set({ last_used_at: at })
        .where('id', '=', sanitizeText(id))
        .where(sql<boolean>`(last_used_at is null or last_used_at < ${before}::timestamptz)`)
        .execute();
    },
  };
}

async function insertKey(db: Kysely<Tables>, key: NewApiKey): Promise<boolean> {
  const inserted = await db
    .insertInto('api_keys')
    .values(toRow(key))
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  return inserted !== undefined;
}

const toRow = (key: NewApiKey): Insertable<ApiKeysTable> => ({
  id: sanitizeText(key.id),
  tenant: sanitizeText(key.tenant),
  name: sanitizeText(key.name),
  scopes: key.scopes,
  secret_hash: key.secretHash,
  created_at: key.createdAt,
  expires_at: key.expiresAt,
  usd_per_day: key.usdPerDay ?? null,
});

async function rotateKey(
  tx: Transaction<Tables>,
  tenant: string,
  id: string,
  successor: NewApiKey,
  until: string,
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('api_keys')
    // least() ignores null: a key without an expiry gets one.
    .set({ expires_at: sql`least(expires_at, ${until}::timestamptz)` })
    .where('tenant', '=', sanitizeText(tenant))
    .where('id', '=', sanitizeText(id))
    .where(isActive(successor.createdAt))
    .executeTakeFirst();
  return numUpdatedRows > 0n && insertKey(tx, successor);
}

function toApiKey(row: Selectable<ApiKeysTable>): ApiKey {
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
    usdPerDay: row.usd_per_day,
  };
}
