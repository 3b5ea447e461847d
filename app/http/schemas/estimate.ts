import { z } from '@hono/zod-openapi';
import { presetNames } from '../../debate/core/presets.ts';
import type { EstimateResponse, ScenarioCostResponse } from '../../debate/views/responses.ts';
import { seatSchema } from './debate.ts';
import type { SchemaType } from './responses.ts';

const count = z.int().min(0);

const courseSchema: z.ZodType<SchemaType<ScenarioCostResponse>> = z
  .object({
    turns: z.object({ propose: count, critique: count, revise: count, decide: count, total: count }),
    inputTokens: count,
    outputTokens: count,
    tokens: count,
    usd: z.number().openapi({ description: 'Of the models that have a known price' }),
  })
  .openapi('EstimatedCourse');

export const estimateSchema: z.ZodType<SchemaType<EstimateResponse>> = z
  .object({
    preset: z.enum(presetNames),
    panel: z.array(seatSchema),
    judge: seatSchema.nullable().openapi({ description: 'null: a closed question is put to the vote' }),
    rounds: count,
    minimum: courseSchema,
    typical: courseSchema,
    maximum: courseSchema,
    unpriced: z.array(z.string()).openapi({ description: 'Models without a known price' }),
    budget: z.object({
      usd: z.number().nullable(),
      tokens: count.nullable(),
      firstRound: z
        .object({ usd: z.number(), tokens: count })
        .openapi({ description: 'What the blind round needs, with what is kept back for the decision' }),
      sufficient: z.boolean().openapi({ description: 'Whether the budget suffices for the first round' }),
    }),
    assumptions: z.array(z.string()).openapi({ description: 'How it is counted' }),
  })
  .openapi('Estimate');
