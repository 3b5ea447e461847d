import { type Kysely, type RawBuilder, sql } from 'kysely';
import { rowColumns, toRow } from './debates.ts';
import type { Tables } from './schema.ts';
import type { DebateRow, Store } from './store.ts';
import { plain } from './text.ts';

/** The list of debates, newest first. */
export function listVerbs(db: Kysely<Tables>): Pick<Store, 'list'> {
  return {
    async list({ tenant, limit, cursor, search, status }) {
      let query = db.selectFrom('debates').select(rowColumns).where('tenant', '=', plain(tenant));
      if (status) query = query.where('status', '=', status);
      if (search?.trim()) query = query.where(sql<boolean>`search @@ ${searchQuery(search)}`);
      if (cursor !== undefined) {
        const place = readCursor(cursor);
        if (!place) return null;
        query = query.where(sql<boolean>`(created_at, id) < (${place.createdAt}::timestamptz, ${place.id})`);
      }
      // One more than asked for tells whether there is a next page.
      const rows = await query
        .orderBy('created_at', 'desc')
        .orderBy('id', 'desc')
        .limit(limit + 1)
        .execute();
      const debates = rows.slice(0, limit).map(toRow);
      const last = debates.at(-1);
      return { debates, next: last && rows.length > limit ? writeCursor(last) : null };
    },
  };
}

/** A cursor is the place of a page's last debate: `milliseconds.id`, opaque to the caller. */
const writeCursor = ({ createdAt, id }: DebateRow): string =>
  Buffer.from(`${Date.parse(createdAt)}.${id}`).toString('base64url');

function readCursor(cursor: string): { createdAt: string; id: string } | null {
  const text = Buffer.from(cursor, 'base64url').toString();
  // Fourteen digits end in the year 5138: a time that PostgreSQL can read.
  const match = /^(\d{1,14})\.(.+)$/su.exec(text);
  if (!match?.[1] || !match[2]) return null;
  return { createdAt: new Date(Number(match[1])).toISOString(), id: plain(match[2]) };
}

/**
 * PostgreSQL throws at a search for a word of more than 2046 bytes; this many characters never reach that.
 */
const heededChars = 500;

/**
 * Words as people type them into a search box: "quoted phrases", `or` and `-without`. Plain words also find
 * what they are the beginning of, so that a search can follow the typing. Never throws, whatever the text.
 */
function searchQuery(search: string): RawBuilder<unknown> {
  const text = plain(search.slice(0, heededChars));
  const words = sql`websearch_to_tsquery('english', ${text})`;
  if (!/^[\p{L}\p{M}\p{N}\s]+$/u.test(text)) return words;
  const beginnings = text
    .trim()
    .split(/\s+/u)
    .map((word) => `${word}:*`);
  return sql`(${words} || to_tsquery('simple', ${beginnings.join(' & ')}))`;
}
