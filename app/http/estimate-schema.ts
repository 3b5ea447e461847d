import { z } from '@hono/zod-openapi';
import { presetNames } from '../debate/presets.ts';
import type { CourseResource, EstimateResource } from '../debate/resources.ts';
import { seat } from './debate-schemas.ts';
import type { Described } from './resource-schemas.ts';

const count = z.int().min(0);

const course: z.ZodType<Described<CourseResource>> = z
  .object({
    turns: z.object({ propose: count, critique: count, revise: count, decide: count, total: count }),
    inputTokens: count,
    outputTokens: count,
    tokens: count,
    usd: z.number().openapi({ description: 'Of the models that have a known price' }),
  })
  .openapi('EstimatedCourse');

export const estimateSchema: z.ZodType<Described<EstimateResource>> = z
  .object({
    preset: z.enum(presetNames),
    panel: z.array(seat),
    judge: seat.nullable().openapi({ description: 'null: a closed question is put to the vote' }),
    rounds: count,
    least: course,
    usual: course,
    most: course,
    unpriced: z.array(z.string()).openapi({ description: 'Models without a known price' }),
    budget: z.object({
      usd: z.number().nullable(),
      tokens: count.nullable(),
      firstRound: z
        .object({ usd: z.number(), tokens: count })
        .openapi({ description: 'What the blind round needs, with what is kept back for the decision' }),
      suffices: z.boolean().openapi({ description: 'Whether the budget suffices for the first round' }),
    }),
    counted: z.array(z.string()).openapi({ description: 'How it is counted' }),
  })
  .openapi('Estimate');
