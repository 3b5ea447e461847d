import { type Kysely, type RawBuilder, sql, type Transaction } from 'kysely';
import type { ModelUsage } from '../../debate/cost/spending.ts';
import { sanitizeText } from '../sanitize-text.ts';
import type { Tables } from '../schema.ts';
import type { DayHolds, SpendingStore, UsageTotal } from '../spending.ts';
import type { AppendRequest, NewDebate } from '../store.ts';

export function createSpendingQueries(db: Kysely<Tables>): SpendingStore {
  return {
    heldOn: (day, tenant, keyId) => sumHolds(db, { day, tenant: sanitizeText(tenant), keyId, except: '' }),

    async usage({ tenant, keyId, from, to }) {
      const { rows } = await sql<UsageTotal>`
        select to_char(day, 'YYYY-MM-DD') as day, nullif(key_id, '') as "keyId", model,
          sum(calls)::integer as calls, sum(input_tokens)::float8 as "inputTokens",
          sum(output_tokens)::float8 as "outputTokens", sum(cost_usd) as usd
        from model_usage
        where tenant = ${sanitizeText(tenant)} and day between ${from}::date and ${to}::date
          and key_id = coalesce(${keyId === null ? null : sanitizeText(keyId)}, key_id)
        group by day, key_id, model order by day desc, key_id, model`.execute(db);
      return rows;
    },
  };
}

interface HoldsQuery {
  readonly day: string;
  readonly tenant: string;
  readonly keyId: string | null;
  /** A debate that does not count. */
  readonly except: string;
}

async function sumHolds(db: Kysely<Tables>, { day, tenant, keyId, except }: HoldsQuery): Promise<DayHolds> {
  const key = sanitizeText(keyId ?? '');
  const { rows } = await sql<DayHolds>`
    select coalesce(sum(held_usd) filter (where key_id = ${key}), 0)::float8 as "keyUsd",
      coalesce(sum(held_usd), 0)::float8 as "tenantUsd",
      (select usd_per_day from api_keys where id = ${key}) as "keyUsdPerDay"
    from budget_holds where tenant = ${tenant} and day = ${day}::date and debate_id <> ${except}`.execute(db);
  return rows[0] ?? { keyUsd: 0, tenantUsd: 0, keyUsdPerDay: null };
}

/** The holds of a tenant change one after another, so that each sees those before it. */
const lockTenant = (tx: Transaction<Tables>, tenant: string) =>
  sql`select pg_advisory_xact_lock(hashtextextended(${tenant}, 0))`.execute(tx);

const fits = (
  { keyUsd, tenantUsd, keyUsdPerDay }: DayHolds,
  heldUsd: number,
  tenantUsdPerDay: number | null,
): boolean =>
  keyUsd + heldUsd <= (keyUsdPerDay ?? Number.POSITIVE_INFINITY) + rounding &&
  tenantUsd + heldUsd <= (tenantUsdPerDay ?? Number.POSITIVE_INFINITY) + rounding;

/** Sums of the same amounts in another order must compare as equal. */
const rounding = 1e-9;

/** Holds what a new debate may cost. Returns what was held before, or null when it does not fit into a cap. */
export async function holdBudget(
  tx: Transaction<Tables>,
  { id, tenant: tenantText, at, hold }: NewDebate,
): Promise<DayHolds | null> {
  if (!hold) return { keyUsd: 0, tenantUsd: 0, keyUsdPerDay: null };
  const { keyId, heldUsd, tenantUsdPerDay } = hold;
  const query = { day: at.slice(0, 10), tenant: sanitizeText(tenantText), keyId, except: '' };
  const { keyUsdPerDay } = await sumHolds(tx, query);
  if (keyUsdPerDay !== null || tenantUsdPerDay !== null) await lockTenant(tx, query.tenant);
  const held = await sumHolds(tx, query);
  if (!fits(held, heldUsd, tenantUsdPerDay)) return null;
  await tx
    .insertInto('budget_holds')
    .values({
      debate_id: sanitizeText(id),
      tenant: query.tenant,
      key_id: sanitizeText(keyId ?? ''),
      day: query.day,
      held_usd: heldUsd,
      tenant_usd_per_day: tenantUsdPerDay,
    })
    .execute();
  return held;
}

/** True when a debate may hold more: it fits into the caps of its day. */
export async function mayHold(
  tx: Transaction<Tables>,
  { debate, tenant: tenantText }: Pick<AppendRequest, 'debate' | 'tenant'>,
  heldUsd: number,
): Promise<boolean> {
  const [tenant, except] = [sanitizeText(tenantText), sanitizeText(debate)];
  await lockTenant(tx, tenant);
  const { rows } = await sql<{ day: string; keyId: string; tenantUsdPerDay: number | null }>`
    select to_char(day, 'YYYY-MM-DD') as day, key_id as "keyId", tenant_usd_per_day as "tenantUsdPerDay"
    from budget_holds where debate_id = ${except}`.execute(tx);
  const [row] = rows;
  return !row || fits(await sumHolds(tx, { ...row, tenant, except }), heldUsd, row.tenantUsdPerDay);
}

/** Part of the statement of an append, whose row is in `updated`. */
export const updateSpending = ({ spending }: AppendRequest): RawBuilder<unknown> =>
  spending === undefined
    ? sql``
    : sql`,
    held as (
      update budget_holds set held_usd = ${spending.heldUsd} from updated where debate_id = updated.id
    ), used as (${addModelUsage('updated', spending.usage)})`;

/** Adds to the totals of the debates whose `id` is in a relation of the statement. */
export const addModelUsage = (
  relation: 'updated' | 'wasted',
  usage: readonly ModelUsage[],
): RawBuilder<unknown> => {
  const totals = sumByModel(usage);
  return sql`
    insert into model_usage (
      debate_id, tenant, key_id, day, model, calls, input_tokens, output_tokens, cost_usd
    )
    select debate_id, tenant, key_id, day, used.*
    from ${sql.table(relation)} join budget_holds on debate_id = ${sql.ref(`${relation}.id`)},
      unnest(
        ${totals.map(({ model }) => sanitizeText(model))}::text[], ${totals.map(({ calls }) => calls)}::integer[],
        ${totals.map(({ inputTokens }) => inputTokens)}::bigint[],
        ${totals.map(({ outputTokens }) => outputTokens)}::bigint[], ${totals.map(({ usd }) => usd)}::float8[]
      ) as used (model, calls, input_tokens, output_tokens, cost_usd)
    on conflict (debate_id, model) do update set
      calls = model_usage.calls + excluded.calls,
      input_tokens = model_usage.input_tokens + excluded.input_tokens,
      output_tokens = model_usage.output_tokens + excluded.output_tokens,
      cost_usd = model_usage.cost_usd + excluded.cost_usd`;
};

/** One statement can update a row once. */
const sumByModel = (usage: readonly ModelUsage[]): readonly ModelUsage[] =>
  [...Map.groupBy(usage, ({ model }) => model)].map(([model, entries]) =>
    entries.reduce((sum, entry) => ({
      model,
      calls: sum.calls + entry.calls,
      inputTokens: sum.inputTokens + entry.inputTokens,
      outputTokens: sum.outputTokens + entry.outputTokens,
      usd: sum.usd + entry.usd,
    })),
  );
