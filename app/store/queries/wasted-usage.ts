import type { Kysely, Selectable } from 'kysely';
import { tokenDetails } from '../../debate/cost/usage.ts';
import { sanitizeText } from '../sanitize-text.ts';
import type { Tables, WastedUsageTable } from '../schema.ts';
import type { Store, WastedUsage } from '../store.ts';

export function createWastedUsageQueries(
  db: Kysely<Tables>,
): Pick<Store, 'recordWastedUsage' | 'listWastedUsage'> {
  return {
    async recordWastedUsage({ tenant, debate, turn, attempt, epoch, model, reason, usage, costUsd, at }) {
      await db
        .insertInto('waste')
        .values({
          tenant: sanitizeText(tenant),
          debate_id: sanitizeText(debate),
          turn: sanitizeText(turn),
          attempt,
          epoch,
          model: sanitizeText(model),
          reason,
          input_tokens: usage.inputTokens,
          output_tokens: usage.outputTokens,
          estimated: usage.estimated,
          cached_tokens: usage.cachedTokens ?? null,
          cache_write_tokens: usage.cacheWriteTokens ?? null,
          reasoning_tokens: usage.reasoningTokens ?? null,
          cost_usd: costUsd,
          at,
        })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
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
