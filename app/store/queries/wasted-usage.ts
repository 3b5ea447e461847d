import { type Kysely, type Selectable, sql } from 'kysely';
import { tokenDetails } from '../../debate/cost/usage.ts';
import { sanitizeText } from '../sanitize-text.ts';
import type { Tables, WastedUsageTable } from '../schema.ts';
import type { Store, WastedUsage } from '../store.ts';
import { addModelUsage } from './spending.ts';

export function createWastedUsageQueries(
  db: Kysely<Tables>,
): Pick<Store, 'recordWastedUsage' | 'listWastedUsage'> {
  return {
    async recordWastedUsage({ tenant, debate, turn, attempt, epoch, model, reason, usage, costUsd, at }) {
      const { inputTokens, outputTokens } = usage;
      const used = { model, calls: 1, inputTokens, outputTokens, usd: costUsd ?? 0 };
      const ids = [tenant, debate, turn].map(sanitizeText);
      await sql`
        with wasted as (
          insert into waste (
            tenant, debate_id, turn, attempt, epoch, model, reason, input_tokens, output_tokens, estimated,
            cached_tokens, cache_write_tokens, reasoning_tokens, cost_usd, at
          ) values (
            ${sql.join(ids)}, ${attempt}, ${epoch}, ${sanitizeText(model)}, ${reason},
            ${inputTokens}, ${outputTokens}, ${usage.estimated}, ${usage.cachedTokens ?? null},
            ${usage.cacheWriteTokens ?? null}, ${usage.reasoningTokens ?? null}, ${costUsd}, ${at}
          ) on conflict do nothing returning debate_id as id
        )${addModelUsage('wasted', [used])}`.execute(db);
    },

    async listWastedUsage(tenant, debate) {
      const rows = await db
        .selectFrom('waste')
        .selectAll()
        .where('tenant', '=', sanitizeText(tenant))
        .where('debate_id', '=', sanitizeText(debate))
        .orderBy('at')
        .orderBy('turn')
        .execute();
      return rows.map(toWastedUsage);
    },
  };
}

const toWastedUsage = ({
  debate_id,
  input_tokens,
  output_tokens,
  estimated,
  cached_tokens,
  cache_write_tokens,
  reasoning_tokens,
  cost_usd,
  at,
  ...rest
}: Selectable<WastedUsageTable>): WastedUsage => ({
  ...rest,
  debate: debate_id,
  usage: {
    inputTokens: input_tokens,
    outputTokens: output_tokens,
    estimated,
    ...tokenDetails({
      cachedTokens: cached_tokens,
      cacheWriteTokens: cache_write_tokens,
      reasoningTokens: reasoning_tokens,
    }),
  },
  costUsd: cost_usd,
  at: at.toISOString(),
});
