import { z } from '@hono/zod-openapi';
import { presetNames } from '../../debate/core/presets.ts';
import type { SignedRecord } from '../../debate/record/signature.ts';
import { agreementShape, matrixSchema, positionSchema, seatSchema, votesSchema } from './debate.ts';
import { recordStopReasonSchema } from './enums.ts';
import { isoTimeSchema, type SchemaType } from './responses.ts';
import { signatureSchema } from './signing.ts';

const count = z.int().min(0);
const texts = z.array(z.string());

const citedSchema = z.object({
  id: z.string(),
  name: z.string(),
  hash: z.string(),
  citations: z.array(z.object({ quote: z.string(), found: z.boolean(), by: texts })),
});

const flipSchema = z.object({
  agent: z.string(),
  round: count,
  from: z.string(),
  to: z.string(),
  because: z.string(),
});

const agentCostSchema = z.object({
  agent: z.string(),
  model: z.string(),
  usd: z.number(),
  inputTokens: count,
  outputTokens: count,
  attempts: count,
});

/** The decision record, for the OpenAPI document. record.ts says what its members mean. */
export const recordSchema: z.ZodType<SchemaType<SignedRecord>> = z
  .object({
    version: z.literal(1),
    debate: z.string(),
    question: z.string(),
    options: texts.nullable(),
    preset: z.enum(presetNames),
    outcome: z.enum(['decided', 'failed', 'cancelled']),
    stopReason: recordStopReasonSchema,
    message: z.string().nullable(),
    answer: z.string().nullable(),
    method: z.enum(['vote', 'judge']).nullable(),
    choice: z.string().nullable(),
    tied: z.boolean(),
    votes: votesSchema.nullable(),
    matrix: matrixSchema.nullable(),
    agreement: z.object({ ...agreementShape, note: z.literal('agreement, not correctness') }).nullable(),
    agreementByRound: z.array(z.object({ round: count, score: z.number() })),
    minority: z.array(z.object({ agent: z.string(), position: positionSchema, points: texts })),
    flips: z.array(flipSchema),
    evidence: z.array(citedSchema),
    baseline: z.object({
      choices: texts.nullable(),
      claims: z.array(z.object({ agent: z.string(), claim: z.string() })),
      changed: z.boolean(),
      costUsd: z.number(),
    }),
    cost: z.object({
      usd: z.number(),
      tokens: count,
      unpricedTokens: count,
      byAgent: z.array(agentCostSchema),
    }),
    degraded: texts,
    panel: z.array(seatSchema),
    judge: seatSchema.nullable(),
    notes: z.array(z.object({ text: z.string(), by: z.string() })),
    startedAt: isoTimeSchema,
    endedAt: isoTimeSchema,
    hashes: z.object({ contract: z.string(), log: z.string(), events: count }),
    signature: signatureSchema,
  })
  .openapi('Record');
