import { type Kysely, sql } from 'kysely';
import type { DebateEvent } from '../../debate/core/events.ts';
import { type ChainLink, linkEvents, toStoredEvent } from '../hash-chain.ts';
import { sanitizeText } from '../sanitize-text.ts';
import type { Tables } from '../schema.ts';
import type { AppendRequest, AppendResult, Store } from '../store.ts';
import { toSummaryColumns, whereTenant } from './debates.ts';

/** The verbs on a debate's log. */
export function createEventQueries(db: Kysely<Tables>): Pick<Store, 'append' | 'events'> {
  return {
    async append(append) {
      if (append.events.length === 0) return { outcome: 'appended', events: [] };
      const debate = sanitizeText(append.debate);
      const links = linkEvents(append.expected, append.events, append.at);
      const outcome = (await appendEvents(db, debate, append, links))
        ? 'appended'
        : await explainConflict(db, debate, append, links);
      if (outcome !== 'appended') return { outcome };
      return { outcome, events: links.map((link) => toStoredEvent(debate, link)) };
    },

    async events(key, after, limit) {
      const id = sanitizeText(key.debate);
      const rows = await db
        .selectFrom('events')
        .select(['seq', 'type', 'at', 'data', 'hash'])
        .where('debate_id', '=', id)
        .where('seq', '>', after)
        .where(whereTenant(key))
        .orderBy('seq')
        .limit(limit)
        .execute();
      return rows.map((row) => toStoredEvent(id, row));
    },
  };
}

/**
 * Moves the debate's row on and adds the events, in one statement: both happen or neither, in one round trip.
 *
 * The fence of a worker is its epoch alone. A lease that has run out, or was given back, still lets its
 * worker append as long as nobody else has claimed the debate: nothing can go wrong, because `expected`
 * orders all appends anyway. An ended debate takes no more events, and its lease ends with it.
 */
async function appendEvents(
  db: Kysely<Tables>,
  debate: string,
  append: AppendRequest,
  links: readonly ChainLink[],
): Promise<boolean> {
  const { expected, lease } = append;
  const last = links.at(-1) ?? expected;
  const summary = toSummaryColumns(append.summary);
  // The answer comes with the last event. Setting it only then spares every other append the work of indexing
  // it.
  const answer = summary.answer === null ? sql`` : sql`answer = ${summary.answer},`;
  const { rows } = await sql<{ id: string }>`
    with moved as (
      update debates set
        status = ${summary.status}, phase = ${summary.phase}, round = ${summary.round},
        agreement = ${summary.agreement}, ${answer} cost_usd = ${summary.cost_usd},
        seq = ${last.seq}, head_hash = ${last.hash}, updated_at = ${append.at},
        takeovers = case when ${append.events.some(isTurnEnd)} then 0 else takeovers end,
        lease_owner = case when ${acceptsEvents(summary.status)} then lease_owner end,
        lease_until = case when ${acceptsEvents(summary.status)} then lease_until end
      where id = ${debate} and tenant = ${sanitizeText(append.tenant)}
        and seq = ${expected.seq} and head_hash = ${expected.hash}
        and status in ('running', 'paused')
        and epoch = coalesce(${lease?.epoch ?? null}, epoch)
      returning id
    ),
    added as (
      insert into events (debate_id, seq, type, at, data, hash)
      select moved.id, link.seq, link.type, ${append.at}, link.data, link.hash
      from moved, unnest(
        ${links.map((link) => link.seq)}::integer[], ${links.map((link) => link.type)}::text[],
        ${links.map((link) => link.data)}::text[], ${links.map((link) => link.hash)}::text[]
      ) as link (seq, type, data, hash)
    )
    select id from moved`.execute(db);
  return rows.length > 0;
}

const acceptsEvents = (status: string): boolean => status === 'running' || status === 'paused';

/** What shows that a worker can live with a debate. */
const isTurnEnd = ({ type }: DebateEvent): boolean => type === 'turn.completed' || type === 'turn.failed';

/**
 * Why nothing was added; `appended` when it was before, and that answer was lost on its way: the hash of the last event
 * says so, which no other log can have in its place. Throws when the caller has a log that never was: that is a bug,
 * and reading on cannot help.
 */
async function explainConflict(
  db: Kysely<Tables>,
  debate: string,
  { tenant, expected, lease }: AppendRequest,
  links: readonly ChainLink[],
): Promise<AppendResult['outcome']> {
  const last = links.at(-1) ?? expected;
  const row = await db
    .selectFrom('debates')
    .leftJoin('events', (join) =>
      join.onRef('events.debate_id', '=', 'debates.id').on('events.seq', '=', last.seq),
    )
    .select(['debates.seq', 'epoch', 'status', 'events.hash'])
    .where('id', '=', debate)
    .where('tenant', '=', sanitizeText(tenant))
    .executeTakeFirst();
  if (!row) return 'missing';
  if (row.hash === last.hash) return 'appended';
  if (lease && lease.epoch !== row.epoch) return 'fenced';
  if (row.seq > expected.seq) return 'version-conflict';
  throw new Error(
    acceptsEvents(row.status)
      ? `append to ${debate} after seq ${expected.seq}: its log ends at seq ${row.seq} with another hash`
      : `append to ${debate} after seq ${expected.seq}: it has ended (${row.status})`,
  );
}
