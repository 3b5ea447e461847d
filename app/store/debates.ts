import type { Kysely, RawBuilder, Selectable, SqlBool, Transaction } from 'kysely';
import { sql } from 'kysely';
import type { Settings } from '../debate/events.ts';
import { chain, start, toStored } from './chain.ts';
import { takeKey } from './idempotency.ts';
import type { DebatesTable, Tables } from './schema.ts';
import type { Created, DebateKey, DebateRow, NewDebate, Store, Summary } from './store.ts';
import { plain } from './text.ts';

/** The verbs on whole debates. */
export function debateVerbs(
  db: Kysely<Tables>,
): Pick<Store, 'create' | 'get' | 'heads' | 'evidence' | 'remove'> {
  return {
    create: (debate) => db.transaction().execute((tx) => create(tx, debate)),

    async get(tenant, id) {
      const row = await db
        .selectFrom('debates')
        .select(rowColumns)
        .where('tenant', '=', plain(tenant))
        .where('id', '=', plain(id))
        .executeTakeFirst();
      return row ? toRow(row) : null;
    },

    async heads(keys) {
      const { rows } = await sql<{ id: string; seq: number }>`
        select id, seq from debates join unnest(
          ${keys.map(({ tenant }) => plain(tenant))}::text[], ${keys.map(({ debate }) => plain(debate))}::text[]
        ) as asked (tenant, id) using (tenant, id)`.execute(db);
      return new Map(rows.map((row) => [row.id, row.seq]));
    },

    async evidence(key) {
      const rows = await db
        .selectFrom('evidence')
        .select('document')
        .where('debate_id', '=', plain(key.debate))
        .where(belongs(key))
        .orderBy('position')
        .execute();
      return rows.map((row) => JSON.parse(row.document));
    },

    async remove(tenant, id) {
      const own = db
        .selectFrom('debates')
        .select('id')
        .where('tenant', '=', plain(tenant))
        .where('id', '=', plain(id));
      const removed = await db
        .deleteFrom('debates')
        .where('id', 'in', own)
        .where('status', 'not in', ['running', 'paused'])
        .returning('id')
        .executeTakeFirst();
      if (removed) return 'removed';
      return (await own.executeTakeFirst()) ? 'running' : 'missing';
    },
  };
}

/** Whether the debate that a row is of belongs to the tenant. */
export const belongs = ({ tenant, debate }: DebateKey): RawBuilder<SqlBool> => sql`
  exists (select from debates where id = ${plain(debate)} and tenant = ${plain(tenant)})`;

/**
 * The key is taken first: of two creations with one key the second waits here until the first has committed,
 * and then finds its debate.
 */
async function create(tx: Transaction<Tables>, debate: NewDebate): Promise<Created> {
  const before = await takeKey(tx, debate);
  if (before) return before;

  const [first] = debate.events;
  if (first.type !== 'debate.created') throw new Error(`a debate starts with ${first.type}`);
  const links = chain(start, debate.events, debate.at);
  const id = plain(debate.id);
  await tx
    .insertInto('debates')
    .values({
      id,
      tenant: plain(debate.tenant),
      question: plain(first.data.question),
      preset: first.data.preset,
      models: modelsOf(first.data).map(plain),
      evidence_names: searchableNames(debate.evidence.map(({ name }) => name)),
      ...summaryColumns(debate.summary),
      seq: links.length,
      head_hash: links.at(-1)?.hash ?? start.hash,
      deadline_at: first.data.deadlineAt,
      priority: debate.priority ?? 0,
      created_at: debate.at,
      updated_at: debate.at,
    })
    .execute();
  await tx
    .insertInto('events')
    .values(links.map((link) => ({ debate_id: id, ...link })))
    .execute();
  // One by one: together the documents of a debate may be tens of megabytes.
  for (const [position, text] of debate.evidence.entries()) {
    await tx
      .insertInto('evidence')
      .values({ debate_id: id, position, document: JSON.stringify(text) })
      .execute();
  }
  return { outcome: 'created', events: links.map((link) => toStored(id, link)) };
}

const modelsOf = ({ panel, judge }: Settings): string[] => [
  ...new Set([...panel, judge].map((seat) => seat.model)),
];

/**
 * File names as given and word by word: the parser of PostgreSQL takes `cost-notes.md` for the name of a
 * host.
 */
const searchableNames = (names: readonly string[]): string =>
  plain(names.flatMap((name) => [name, name.replace(/[^\p{L}\p{N}]+/gu, ' ')]).join(' '));

export const rowColumns = [
  'id',
  'question',
  'preset',
  'models',
  'status',
  'phase',
  'round',
  'agreement',
  'answer',
  'cost_usd',
  'seq',
  'created_at',
  'updated_at',
] as const;

/** The columns that every append writes anew. */
export const summaryColumns = (summary: Summary) => ({
  status: summary.status,
  phase: plain(summary.phase),
  round: summary.round,
  agreement: summary.agreement,
  answer: summary.answer === null ? null : plain(summary.answer),
  cost_usd: summary.costUsd,
});

export function toRow(row: Pick<Selectable<DebatesTable>, (typeof rowColumns)[number]>): DebateRow {
  const { cost_usd: costUsd, created_at: createdAt, updated_at: updatedAt, ...same } = row;
  return { ...same, costUsd, createdAt: createdAt.toISOString(), updatedAt: updatedAt.toISOString() };
}
