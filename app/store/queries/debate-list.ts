import { type Kysely, type RawBuilder, sql } from 'kysely';
import { sanitizeText } from '../sanitize-text.ts';
import type { Tables } from '../schema.ts';
import type { DebateRow, Store } from '../store.ts';
import { debateColumns, toDebateRow } from './debates.ts';

/** The list of debates, newest first. */
export function createListQueries(db: Kysely<Tables>): Pick<Store, 'list'> {
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
      // One more than asked for tells whether there is a next page.
      const rows = await query
        .orderBy('created_at', 'desc')
        .orderBy('id', 'desc')
        .limit(limit + 1)
        .execute();
      const debates = rows.slice(0, limit).map(toDebateRow);
      const last = debates.at(-1);
      return { debates, next: last && rows.length > limit ? encodeCursor(last) : null };
    },
  };
}

/** A cursor is the place of a page's last debate: `milliseconds.id`, opaque to the caller. */
const encodeCursor = ({ createdAt, id }: DebateRow): string =>
  Buffer.from(`${Date.parse(createdAt)}.${id}`).toString('base64url');

function decodeCursor(cursor: string): { createdAt: string; id: string } | null {
  const text = Buffer.from(cursor, 'base64url').toString();
  // Fourteen digits end in the year 5138: a time that PostgreSQL can read.
  const match = /^(\d{1,14})\.(.+)$/su.exec(text);
  if (!match?.[1] || !match[2]) return null;
  return { createdAt: new Date(Number(match[1])).toISOString(), id: sanitizeText(match[2]) };
}

/**
 * PostgreSQL throws at a search for a word of more than 2046 bytes; this many characters never reach that.
 */
const searchCharsMax = 500;

/**
 * Words as people type them into a search box: "quoted phrases", `or` and `-without`. Plain words also find
 * what they are the beginning of, so that a search can follow the typing. Never throws, whatever the text.
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
