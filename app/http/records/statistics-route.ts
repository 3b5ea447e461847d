import { setImmediate as nextTurn } from 'node:timers/promises';
import { z } from '@hono/zod-openapi';
import type { Contract } from '../../contract/types/contract.ts';
import { type ModelStatistics, measureModels, sumByModel } from '../../debate/evaluation/model-statistics.ts';
import type { StatisticsResponse } from '../../debate/views/usage-response.ts';
import type { Store } from '../../store/store.ts';
import { debateKey, loadEvents } from '../debates/load.ts';
import type { RegisterRoute } from '../router.ts';
import { parseQuery } from '../schemas/parse.ts';
import { jsonResponse, type SchemaType } from '../schemas/responses.ts';

export interface StatisticsRouteDeps {
  readonly contract: Contract;
  readonly store: Pick<Store, 'endedDebates' | 'events'>;
  readonly now: () => Date;
}

/** The logs that one request reads. */
const debatesMax = 100;
const windowDays = 30;
const dayMs = 86_400_000;

const count = z.int().min(0);
const statisticsSchema: z.ZodType<SchemaType<StatisticsResponse>> = z
  .object({
    from: z.iso.date(),
    to: z.iso.date(),
    debates: count,
    isPartial: z
      .boolean()
      .openapi({ description: `There are more than ${debatesMax}: only the newest are counted` }),
    models: z.array(
      z.object({
        model: z.string(),
        debates: count,
        turns: count,
        failures: count.openapi({ description: 'Attempts at a turn that failed' }),
        inputTokens: count,
        outputTokens: count,
        usd: z.number(),
        seconds: z.number().openapi({ description: 'From the start to the end of its completed turns' }),
        positions: count.openapi({
          description: 'Seats with a position at the end of a debate whose decision says what it adopts',
        }),
        adopted: count.openapi({ description: 'Of these positions, those that the decision adopts' }),
        changed: count.openapi({ description: 'Of these, those that differ in substance from the first' }),
      }),
    ),
  })
  .openapi('Statistics');

const day = z.iso.date('must be a day such as 2026-11-30').optional();
const statisticsQuery = z.strictObject({ from: day, to: day });

/** What the models of past debates did, from their logs. */
export function registerStatisticsRoute(register: RegisterRoute, deps: StatisticsRouteDeps): void {
  register(
    'statistics',
    {
      description:
        'What the seats of each model did in debates that have ended, by the day (UTC) of their creation; without ' +
        `\`from\` and \`to\`, in the last ${windowDays} days. Whether answers were right is not known here: ` +
        '`rostrum eval` measures that.',
      request: { query: statisticsQuery },
      responses: { 200: jsonResponse('The statistics', statisticsSchema) },
    },
    async (c) => {
      const { to = toDay(deps.now()), ...query } = parseQuery(statisticsQuery, c.req.query());
      const from = query.from ?? toDay(new Date(Date.parse(to) - (windowDays - 1) * dayMs));
      const { tenant } = c.var.caller;
      const ids = await deps.store.endedDebates({ tenant, from, to, limit: debatesMax + 1 });
      const counted = ids.slice(0, debatesMax);
      const all: ModelStatistics[] = [];
      for (const id of counted) {
        all.push(...measureModels(await loadEvents(deps, debateKey(c, id), 0, c.var.signal)));
        // A long log takes milliseconds to fold.
        await nextTurn();
      }
      const response: StatisticsResponse = {
        from,
        to,
        debates: counted.length,
        isPartial: ids.length > counted.length,
        models: sumByModel(all),
      };
      return c.json(response);
    },
  );
}

const toDay = (time: Date): string => time.toISOString().slice(0, 10);
