import { z } from '@hono/zod-openapi';
import type { UsageResponse } from '../../debate/views/usage-response.ts';
import type { Store } from '../../store/store.ts';
import type { RegisterRoute } from '../router.ts';
import { parseQuery } from '../schemas/parse.ts';
import { jsonResponse, type SchemaType } from '../schemas/responses.ts';

export interface UsageRouteDeps {
  readonly store: Pick<Store, 'usage' | 'heldOn'>;
  readonly tenantUsdPerDay: number | null;
  readonly now: () => Date;
}

const count = z.int().min(0);
const dayBudgetSchema = z.object({ usdPerDay: z.number().nullable(), heldUsd: z.number() });

const usageSchema: z.ZodType<SchemaType<UsageResponse>> = z
  .object({
    from: z.iso.date(),
    to: z.iso.date(),
    totals: z.array(
      z.object({
        day: z.iso.date(),
        keyId: z.string().nullable(),
        model: z.string(),
        calls: count,
        inputTokens: count,
        outputTokens: count,
        usd: z.number(),
      }),
    ),
    today: z.object({ key: dayBudgetSchema, tenant: dayBudgetSchema }),
  })
  .openapi('Usage');

const day = z.iso.date('must be a day such as 2026-11-30').optional();
const usageQuery = z.strictObject({ from: day, to: day });

/** What debates used. A key without the scope admin sees its own usage. */
export function registerUsageRoute(register: RegisterRoute, deps: UsageRouteDeps): void {
  const { store, tenantUsdPerDay, now } = deps;
  register(
    'usage',
    {
      description:
        'A debate counts on the day (UTC) of its creation; without `from` and `to`, today. A key without the scope ' +
        'admin sees only its own totals.',
      request: { query: usageQuery },
      responses: { 200: jsonResponse('The totals', usageSchema) },
    },
    async (c) => {
      const { tenant, keyId, scopes } = c.var.caller;
      const today = now().toISOString().slice(0, 10);
      const { to = today, from = to } = parseQuery(usageQuery, c.req.query());
      const totals = await store.usage({ tenant, keyId: scopes.includes('admin') ? null : keyId, from, to });
      const held = await store.heldOn(today, tenant, keyId);
      const response: UsageResponse = {
        from,
        to,
        totals,
        today: {
          key: { usdPerDay: held.keyUsdPerDay, heldUsd: held.keyUsd },
          tenant: { usdPerDay: tenantUsdPerDay, heldUsd: held.tenantUsd },
        },
      };
      return c.json(response);
    },
  );
}
