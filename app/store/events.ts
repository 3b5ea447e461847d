import { type Kysely, sql } from 'kysely';
import type { DebateEvent } from '../debate/events.ts';
import { chain, type Link, toStored } from './chain.ts';
import { belongs, summaryColumns } from './debates.ts';
import type { Tables } from './schema.ts';
import type { Append, Appended, Store } from './store.ts';
import { plain } from './text.ts';

/** The verbs on a debate's log. */
export function eventVerbs(db: Kysely<Tables>): Pick<Store, 'append' | 'events'> {
  return {
    async append(append) {
      if (append.events.length === 0) return { outcome: 'appended', events: [] };
      const debate = plain(append.debate);
      const links = chain(append.expected, append.events, append.at);
      const outcome = (await add(db, debate, append, links))
        ? 'appended'
        : await whyNothingAdded(db, debate, append, links);
      if (outcome !== 'appended') return { outcome };
      return { outcome, events: links.map((link) => toStored(debate, link)) };
    },

    async events(key, after, limit) {
      const id = plain(key.debate);
      const rows = await db
        .selectFrom('events')
        .select(['seq', 'type', 'at', 'data', 'hash'])
        .where('debate_id', '=', id)
        .where('seq', '>', after)
        .where(belongs(key))
        .orderBy('seq')
        .limit(limit)
        .execute();
      return rows.map((row) => toStored(id, row));
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
async function add(
  db: Kysely<Tables>,
  debate: string,
  append: Append,
  links: readonly Link[],
): Promise<boolean> {
  const { expected, lease } = append;
  const last = links.at(-1) ?? expected;
  const summary = summaryColumns(append.summary);
  // The answer comes with the last event. Setting it only then spares every other append the work of indexing
  // it.
  const answer = summary.answer === null ? sql`` : sql`answer = ${summary.answer},`;
  const { rows } = await sql<{ id: string }>`
    with moved as (
      update debates set
        status = ${summary.status}, phase = ${summary.phase}, round = ${summary.round},
        agreement = ${summary.agreement}, ${answer} cost_usd = ${summary.cost_usd},
        seq = ${last.seq}, head_hash = ${last.hash}, updated_at = ${append.at},
        takeovers = case when ${append.events.some(endsTurn)} then 0 else takeovers end,
        lease_owner = case when ${isLive(summary.status)} then lease_owner end,
        lease_until = case when ${isLive(summary.status)} then lease_until end
      where id = ${debate} and tenant = ${plain(append.tenant)}
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

const isLive = (status: string): boolean => status === 'running' || status === 'paused';

/** What shows that a worker can live with a debate. */
const endsTurn = ({ type }: DebateEvent): boolean => type === 'turn.completed' || type === 'turn.failed';

/**
 * Why nothing was added; `appended` when it was before, and that answer was lost on its way: the hash of the last event
 * says so, which no other log can have in its place. Throws when the caller has a log that never was: that is a bug,
 * and reading on cannot help.
 */
async function whyNothingAdded(
  db: Kysely<Tables>,
  debate: string,
  { tenant, expected, lease }: Append,
  links: readonly Link[],
): Promise<Appended['outcome']> {
  const last = links.at(-1) ?? expected;
  const row = await db
    .selectFrom('debates')
    .leftJoin('events', (join) =>
      join.onRef('events.debate_id', '=', 'debates.id').on('events.seq', '=', last.seq),
    )
    .select(['debates.seq', 'epoch', 'status', 'events.hash'])
    .where('id', '=', debate)
    .where('tenant', '=', plain(tenant))
    .executeTakeFirst();
  if (!row) return 'missing';
  if (row.hash === last.hash) return 'appended';
  if (lease && lease.epoch !== row.epoch) return 'fenced';
  if (row.seq > expected.seq) return 'behind';
  throw new Error(
    isLive(row.status)
      ? `append to ${debate} after seq ${expected.seq}: its log ends at seq ${row.seq} with another hash`
      : `append to ${debate} after seq ${expected.seq}: it has ended (${row.status})`,
  );
}
