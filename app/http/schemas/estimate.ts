import { z } from '@hono/zod-openapi';
import { presetNames } from '../../debate/core/presets.ts';
import type { EstimateResponse, ScenarioCostResponse } from '../../debate/views/responses.ts';
import { seatSchema } from './debate.ts';
import type { SchemaType } from './responses.ts';

const count = z.int().min(0);

const scenarioSchema: z.ZodType<SchemaType<ScenarioCostResponse>> = z
  .object({
    turns: z.object({ propose: count, critique: count, revise: count, decide: count, total: count }),
    inputTokens: count,
    outputTokens: count,
    tokens: count,
    usd: z.number().openapi({ description: 'Models with a known price only' }),
  })
  .openapi('EstimateScenario');

export const estimateSchema: z.ZodType<SchemaType<EstimateResponse>> = z
  .object({
    preset: z.enum(presetNames),
    panel: z.array(seatSchema),
    judge: seatSchema.openapi({ description: 'null: a closed question is decided by vote' }),
    rounds: count,
    deadlineSeconds: count.openapi({ description: 'Time limit: as asked, or the default for its models' }),
    minimum: scenarioSchema,
    typical: scenarioSchema,
    maximum: scenarioSchema,
    unpriced: z.array(z.string()).openapi({ description: 'Models without a known price' }),
    budget: z.object({
      usd: z.number().nullable(),
      tokens: count.nullable(),
      firstRound: z
        .object({ usd: z.number(), tokens: count })
        .openapi({ description: 'Cost of the blind round and the reserve for the decision' }),
      sufficient: z.boolean().openapi({ description: 'True if the budget covers the first round' }),
    }),
    warnings: z.array(z.string()).openapi({ description: 'What is known to weaken this panel' }),
    assumptions: z.array(z.string()).openapi({ description: 'How the numbers are computed' }),
  })
  .openapi('Estimate');
