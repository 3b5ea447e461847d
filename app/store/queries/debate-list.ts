import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { DebateListStore } from '../debate-list.ts';
import { sanitizeText } from '../sanitize-text.ts';
import type { Tables } from '../schema.ts';
import type { DebateRow } from '../store.ts';
import { debateColumns, toDebateRow } from './debates.ts';

export function createListQueries(db: Kysely<Tables>): DebateListStore {
  return {
    async list({ tenant, limit, cursor, search, status }) {
      let query = db.selectFrom('debates').select(debateColumns).where('tenant', '=', sanitizeText(tenant));
      if (status) query = query.where('status', '=', status);
      if (search?.trim()) query = query.where(sql<boolean>`search @@ ${buildSearchQuery(search)}`);
      if (cursor !== undefined) {
        const position = decodeCursor(cursor);
        if (!position) return null;
        query = query.where(
          sql<boolean>`(created_at, id) < (${position.createdAt}::timestamptz, ${position.id})`,
        );
      }
      // One row more than requested shows whether there is a next page.
      const rows = await query
        .orderBy('created_at', 'desc')
        .orderBy('id', 'desc')
        .limit(limit + 1)
        .execute();
      const debates = rows.slice(0, limit).map(toDebateRow);
      const last = debates.at(-1);
      return { debates, next: last && rows.length > limit ? encodeCursor(last) : null };
    },

    async endedDebates({ tenant, from, to, limit }) {
      const rows = await db
        .selectFrom('debates')
        .select('id')
        .where('tenant', '=', sanitizeText(tenant))
        .where('status', 'in', ['decided', 'failed', 'cancelled'])
        .where(sql<boolean>`created_at >= ${from}::date at time zone 'UTC'`)
        .where(sql<boolean>`created_at < (${to}::date + 1) at time zone 'UTC'`)
        .orderBy('created_at', 'desc')
        .orderBy('id', 'desc')
        .limit(limit)
        .execute();
      return rows.map(({ id }) => id);
    },
  };
}

/** A cursor is the position of a page's last debate: `milliseconds.id` in base64url, opaque to the caller. */
const encodeCursor = ({ createdAt, id }: DebateRow): string =>
  Buffer.from(`${Date.parse(createdAt)}.${id}`).toString('base64url');

function decodeCursor(cursor: string): { createdAt: string; id: string } | null {
  const text = Buffer.from(cursor, 'base64url').toString();
  // Fourteen digits reach the year 5138, which PostgreSQL still accepts.
  const match = /^(\d{1,14})\.(.+)$/su.exec(text);
  if (!match?.[1] || !match[2]) return null;
  return { createdAt: new Date(Number(match[1])).toISOString(), id: sanitizeText(match[2]) };
}

/** PostgreSQL rejects a search word of more than 2046 bytes; 500 characters never reach that. */
const searchCharsMax = 500;

/**
 * Search-box syntax: "quoted phrases", `or` and `-without`. Plain words also match as prefixes, so that a search can
 * run while the user types. Valid for any text.
 */
function buildSearchQuery(search: string): RawBuilder<unknown> {
  const text = sanitizeText(search.slice(0, searchCharsMax));
  const wordQuery = sql`websearch_to_tsquery('english', ${text})`;
  if (!/^[\p{L}\p{M}\p{N}\s]+$/u.test(text)) return wordQuery;
  const prefixes = text
    .trim()
    .split(/\s+/u)
    .map((word) => `${word}:*`);
  return sql`(${wordQuery} || to_tsquery('simple', ${prefixes.join(' & ')}))`;
}
