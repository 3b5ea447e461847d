import type { Kysely } from 'kysely';
import type { Tables } from './schema.ts';
import type { Store } from './store.ts';
import { plain } from './text.ts';

/** The verbs on what was spent in vain. */
export function wasteVerbs(db: Kysely<Tables>): Pick<Store, 'addWaste' | 'wasteOf'> {
  return {
    async addWaste({ tenant, debate, turn, attempt, epoch, model, reason, usage, costUsd, at }) {
      await db
        .insertInto('waste')
        .values({
          tenant: plain(tenant),
          debate_id: plain(debate),
          turn: plain(turn),
          attempt,
          epoch,
          model: plain(model),
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

    async wasteOf(tenant, debate) {
      const rows = await db
        .selectFrom('waste')
        .selectAll()
        .where('tenant', '=', plain(tenant))
        .where('debate_id', '=', plain(debate))
        .orderBy('at')
        .orderBy('turn')
        .execute();
      return rows.map(({ debate_id, input_tokens, output_tokens, estimated, cost_usd, at, ...same }) => ({
        ...same,
        debate: debate_id,
        usage: { inputTokens: input_tokens, outputTokens: output_tokens, estimated },
        costUsd: cost_usd,
        at: at.toISOString(),
      }));
    },
  };
}
