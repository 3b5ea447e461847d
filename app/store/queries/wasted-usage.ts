import type { Kysely } from 'kysely';
import { sanitizeText } from '../sanitize-text.ts';
import type { Tables } from '../schema.ts';
import type { Store } from '../store.ts';

/** The verbs on what was spent in vain. */
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
      return rows.map(({ debate_id, input_tokens, output_tokens, estimated, cost_usd, at, ...rest }) => ({
        ...rest,
        debate: debate_id,
        usage: { inputTokens: input_tokens, outputTokens: output_tokens, estimated },
        costUsd: cost_usd,
        at: at.toISOString(),
      }));
    },
  };
}
