import type { Kysely, RawBuilder, Selectable, SqlBool, Transaction } from 'kysely';
import { sql } from 'kysely';
import type { DebateSettings } from '../../debate/core/events.ts';
import { allSeats } from '../../debate/core/presets.ts';
import { emptyLogHead, linkEvents, toStoredEvent } from '../hash-chain.ts';
import { sanitizeText } from '../sanitize-text.ts';
import type { DebatesTable, Tables } from '../schema.ts';
import type { CreateResult, DebateKey, DebateRow, DebateSummary, NewDebate, Store } from '../store.ts';
import { claimIdempotencyKey } from './idempotency-keys.ts';
import { holdBudget } from './spending.ts';

export function createDebateQueries(
  db: Kysely<Tables>,
): Pick<Store, 'create' | 'get' | 'latestSeqs' | 'evidence' | 'rename' | 'remove'> {
  return {
    create: (debate) =>
      db
        .transaction()
        .execute((tx) => create(tx, debate))
        .catch((error: unknown) => {
          if (error instanceof OverBudget) return { outcome: 'over-budget' } as const;
          throw error;
        }),

    async get(tenant, id) {
      const row = await db
        .selectFrom('debates')
        .select(debateColumns)
        .where('tenant', '=', sanitizeText(tenant))
        .where('id', '=', sanitizeText(id))
        .executeTakeFirst();
      return row ? toDebateRow(row) : null;
    },

    async latestSeqs(keys) {
      const { rows } = await sql<{ id: string; seq: number }>`
        select id, seq from debates join unnest(
          ${keys.map(({ tenant }) => sanitizeText(tenant))}::text[],
          ${keys.map(({ debate }) => sanitizeText(debate))}::text[]
        ) as requested (tenant, id) using (tenant, id)`.execute(db);
      return new Map(rows.map((row) => [row.id, row.seq]));
    },

    async evidence(key) {
      const rows = await db
        .selectFrom('evidence')
        .select('document')
        .where('debate_id', '=', sanitizeText(key.debate))
        .where(whereTenant(key))
        .orderBy('position')
        .execute();
      return rows.map((row) => JSON.parse(row.document));
    },

    async rename({ tenant, debate }, title) {
      const { numUpdatedRows } = await db
        .updateTable('debates')
        .set({ title: title === null ? null : sanitizeText(title) })
        .where('tenant', '=', sanitizeText(tenant))
        .where('id', '=', sanitizeText(debate))
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    },

    async remove(tenant, id) {
      const tenantDebate = db
        .selectFrom('debates')
        .select('id')
        .where('tenant', '=', sanitizeText(tenant))
        .where('id', '=', sanitizeText(id));
      const removed = await db
        .deleteFrom('debates')
        .where('id', 'in', tenantDebate)
        .where('status', 'not in', ['running', 'paused'])
        .returning('id')
        .executeTakeFirst();
      if (removed) return 'removed';
      return (await tenantDebate.executeTakeFirst()) ? 'running' : 'missing';
    },
  };
}

/** Condition on a row's debate: it belongs to the tenant. */
export const whereTenant = ({ tenant, debate }: DebateKey): RawBuilder<SqlBool> => sql`
  exists (select from debates where id = ${sanitizeText(debate)} and tenant = ${sanitizeText(tenant)})`;

/** Undoes the transaction, and with it the claim of the idempotency key. */
class OverBudget extends Error {}

/**
 * Claims the idempotency key first: of two creations with one key, the second waits until the first has committed and
 * then finds its debate.
 */
async function create(tx: Transaction<Tables>, debate: NewDebate): Promise<CreateResult> {
  const existing = await claimIdempotencyKey(tx, debate);
  if (existing) return existing;
  const heldBefore = await holdBudget(tx, debate);
  if (!heldBefore) throw new OverBudget();

  const [first] = debate.events;
  if (first.type !== 'debate.created') throw new Error(`a debate starts with ${first.type}`);
  const links = linkEvents(emptyLogHead, debate.events, debate.at);
  const id = sanitizeText(debate.id);
  await tx
    .insertInto('debates')
    .values({
      id,
      tenant: sanitizeText(debate.tenant),
      question: sanitizeText(first.data.question),
      preset: first.data.preset,
      models: collectModels(first.data).map(sanitizeText),
      evidence_names: searchableNames(debate.evidence.map(({ name }) => name)),
      evidence_bytes: debate.evidence.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0),
      ...toSummaryColumns(debate.summary),
      seq: links.length,
      head_hash: links.at(-1)?.hash ?? emptyLogHead.hash,
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
  if (debate.webhook) {
    const { url, secret } = debate.webhook;
    await tx
      .insertInto('webhooks')
      .values({ debate_id: id, url: sanitizeText(url), secret })
      .execute();
  }
  // One by one, because the documents of a debate can be tens of megabytes together.
  for (const [position, text] of debate.evidence.entries()) {
    await tx
      .insertInto('evidence')
      .values({ debate_id: id, position, document: JSON.stringify(text) })
      .execute();
  }
  return { outcome: 'created', heldBefore, events: links.map((link) => toStoredEvent(id, link)) };
}

const collectModels = (settings: DebateSettings): string[] => [
  ...new Set(allSeats(settings).map((seat) => seat.model)),
];

/** File names, unchanged and split into words: PostgreSQL's parser takes `cost-notes.md` for a host name. */
const searchableNames = (names: readonly string[]): string =>
  sanitizeText(names.flatMap((name) => [name, name.replace(/[^\p{L}\p{N}]+/gu, ' ')]).join(' '));

export const debateColumns = [
  'id',
  'question',
  'title',
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

/** The columns that every append updates. */
export const toSummaryColumns = (summary: DebateSummary) => ({
  status: summary.status,
  phase: sanitizeText(summary.phase),
  round: summary.round,
  agreement: summary.agreement,
  answer: summary.answer === null ? null : sanitizeText(summary.answer),
  cost_usd: summary.costUsd,
});

export function toDebateRow(row: Pick<Selectable<DebatesTable>, (typeof debateColumns)[number]>): DebateRow {
  const { cost_usd: costUsd, created_at: createdAt, updated_at: updatedAt, ...rest } = row;
  return { ...rest, costUsd, createdAt: createdAt.toISOString(), updatedAt: updatedAt.toISOString() };
}
