import { type Kysely, sql } from 'kysely';
import type { DebateEvent } from '../../debate/core/events.ts';
import { type ChainLink, linkEvents, toStoredEvent } from '../hash-chain.ts';
import { sanitizeText } from '../sanitize-text.ts';
import type { Tables } from '../schema.ts';
import type { AppendRequest, AppendResult, Store } from '../store.ts';
import { toSummaryColumns, whereTenant } from './debates.ts';
import { mayHold, updateSpending } from './spending.ts';

export function createEventQueries(db: Kysely<Tables>): Pick<Store, 'append' | 'events'> {
  return {
    async append(append) {
      if (append.events.length === 0) return { outcome: 'appended', events: [] };
      const debate = sanitizeText(append.debate);
      const links = linkEvents(append.expected, append.events, append.at);
      const outcome = raisesBudget(append)
        ? await db.transaction().execute(async (tx) => {
            const isAllowed = await mayHold(tx, append, append.spending?.heldUsd ?? 0);
            return isAllowed ? appendOrExplain(tx, debate, append, links) : 'over-budget';
          })
        : await appendOrExplain(db, debate, append, links);
      if (outcome !== 'appended') return { outcome };
      return { outcome, events: links.map((link) => toStoredEvent(debate, link)) };
    },

    async events(key, after, limit) {
      const id = sanitizeText(key.debate);
      const rows = await db
        .selectFrom('events')
        .select(['seq', 'type', 'at', 'data', 'hash'])
        .where('debate_id', '=', id)
        // A cursor from outside may be larger than the column can hold; no log is that long.
        .where('seq', '>', Math.min(after, seqMax))
        .where(whereTenant(key))
        .orderBy('seq')
        .limit(limit)
        .execute();
      return rows.map((row) => toStoredEvent(id, row));
    },
  };
}

const raisesBudget = ({ events }: AppendRequest): boolean =>
  events.some((event) => event.type === 'debate.extended' && event.data.budget?.usd !== undefined);

const appendOrExplain = async (
  db: Kysely<Tables>,
  debate: string,
  append: AppendRequest,
  links: readonly ChainLink[],
): Promise<AppendResult['outcome']> =>
  (await appendEvents(db, debate, append, links)) ? 'appended' : explainConflict(db, debate, append, links);

/** Of an integer column. */
const seqMax = 2 ** 31 - 1;

/**
 * Updates the debate's row and inserts the events in one statement: atomic, in one round trip.
 *
 * Only the epoch fences a worker. After its lease has expired or was released, a worker can still append until another
 * one claims the debate; that is safe, because `expected` serializes all appends. A debate that has ended accepts no
 * events, and its lease ends with it.
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
  // Only the last event has an answer. Leaving the column out of other appends avoids updating the search index.
  const answer = summary.answer === null ? sql`` : sql`answer = ${summary.answer},`;
  const { rows } = await sql<{ id: string }>`
    with updated as (
      update debates set
        status = ${summary.status}, phase = ${summary.phase}, round = ${summary.round},
        agreement = ${summary.agreement}, ${answer} cost_usd = ${summary.cost_usd},
        deadline_at = coalesce(${newDeadline(append.events)}::timestamptz, deadline_at),
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
    inserted as (
      insert into events (debate_id, seq, type, at, data, hash)
      select updated.id, link.seq, link.type, ${append.at}, link.data, link.hash
      from updated, unnest(
        ${links.map((link) => link.seq)}::integer[], ${links.map((link) => link.type)}::text[],
        ${links.map((link) => link.data)}::text[], ${links.map((link) => link.hash)}::text[]
      ) as link (seq, type, data, hash)
    )${acceptsEvents(summary.status) ? sql`` : dueWebhook(append.at)}${updateSpending(append)}
    select id from updated`.execute(db);
  return rows.length > 0;
}

/** The debate ends, so its webhook is due. */
const dueWebhook = (at: string) => sql`,
    due as (
      update webhooks set due_at = ${at} from updated where webhooks.debate_id = updated.id
    )`;

const acceptsEvents = (status: string): boolean => status === 'running' || status === 'paused';

/** Null when the deadline stays. */
const newDeadline = (events: readonly DebateEvent[]): string | null =>
  events.findLast((event) => event.type === 'debate.extended')?.data.deadlineAt ?? null;

/** A turn that ended shows that the debate does not crash its worker. */
const isTurnEnd = ({ type }: DebateEvent): boolean => type === 'turn.completed' || type === 'turn.failed';

/**
 * Finds out why nothing was appended. `appended`: an earlier attempt succeeded and its result was lost; the hash at
 * that seq proves it. Throws when the caller's log never existed: that is a bug, and reading on would not help.
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
