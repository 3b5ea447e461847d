import { z } from '@hono/zod-openapi';
import { presetNames } from '../../debate/core/presets.ts';
import { deciders } from '../../debate/core/protocol.ts';
import { debateEffects, findingSeverities } from '../../debate/core/turn-outcome.ts';
import type { SignedRecord } from '../../debate/record/signature.ts';
import { agreementNote } from '../../debate/views/labels.ts';
import { omissionsSchema, quoteCheckShape, sourceSchema } from './citation.ts';
import {
  agreementShape,
  findingShape,
  jurorsSchema,
  matrixSchema,
  positionSchema,
  rankingSchema,
  seatSchema,
  votesSchema,
} from './debate.ts';
import { recordStopReasonSchema } from './enums.ts';
import { pooledNumberSchema } from './numbers.ts';
import { isoTimeSchema, type SchemaType } from './responses.ts';
import { signatureSchema } from './signing.ts';

const count = z.int().min(0);
const texts = z.array(z.string());

const citedSchema = z.object({
  id: z.string(),
  name: z.string(),
  hash: z.string(),
  source: sourceSchema.optional(),
  citations: z.array(z.object({ quote: z.string(), ...quoteCheckShape, by: texts })),
});

const flipSchema = z.object({
  agent: z.string(),
  round: count,
  from: z.string(),
  to: z.string(),
  because: z.string().nullable(),
});

const dissentSchema = z.object({
  agent: z.string(),
  position: positionSchema,
  reason: z.string().nullable(),
  points: z.array(z.object({ point: z.string(), against: texts })),
  rejectedBecause: z.string().nullable(),
});

const agentCostSchema = z.object({
  agent: z.string(),
  model: z.string(),
  usd: z.number(),
  inputTokens: count,
  cachedTokens: count.optional(),
  outputTokens: count,
  attempts: count,
});

/** For the OpenAPI document. app/debate/record/decision-record.ts documents the members. */
export const recordSchema: z.ZodType<SchemaType<SignedRecord>> = z
  .object({
    version: z.literal(1),
    debate: z.string(),
    question: z.string(),
    options: texts.nullable(),
    checklist: texts.nullable(),
    preset: z.enum(presetNames),
    outcome: z.enum(['decided', 'failed', 'cancelled']),
    stopReason: recordStopReasonSchema,
    message: z.string().nullable(),
    answer: z.string().nullable(),
    method: z.enum(deciders).nullable(),
    choice: z.string().nullable(),
    tied: z.boolean(),
    tiedOptions: z.array(z.string()),
    judgedBy: z.string().nullable(),
    votes: votesSchema.nullable(),
    blindVotes: votesSchema.nullable(),
    trajectoryVotes: votesSchema.nullable(),
    matrix: matrixSchema.nullable(),
    ranking: rankingSchema.nullable(),
    jurors: jurorsSchema.nullable(),
    number: pooledNumberSchema.nullable(),
    findings: z
      .array(z.object({ ...findingShape, agents: texts, severities: z.array(z.enum(findingSeverities)) }))
      .nullable(),
    agreement: z.object({ ...agreementShape, note: z.literal(agreementNote) }).nullable(),
    agreementByRound: z.array(z.object({ round: count, score: z.number().nullable() })),
    againstMajority: z.boolean(),
    positions: z.array(z.object({ agent: z.string(), position: positionSchema })),
    minority: z.array(dissentSchema),
    flips: z.array(flipSchema),
    evidence: z.array(citedSchema),
    baseline: z.object({
      choices: texts.nullable(),
      claims: z.array(z.object({ agent: z.string(), claim: z.string() })),
      answer: z.string().nullable(),
      source: z.enum(['judge', 'separate', 'group', 'pool']).nullable(),
      effect: z.enum(debateEffects).nullable(),
      changed: z.boolean(),
      costUsd: z.number(),
      extraCostUsd: z.number(),
    }),
    cost: z.object({
      usd: z.number(),
      tokens: count,
      unpricedTokens: count,
      byAgent: z.array(agentCostSchema),
    }),
    warnings: texts,
    degraded: texts,
    lostSeats: z
      .object({ agents: texts, couldHaveChanged: z.boolean(), cause: z.string().optional() })
      .nullable(),
    omissions: omissionsSchema,
    panel: z.array(seatSchema),
    judge: seatSchema,
    jury: z.array(seatSchema),
    notes: z.array(z.object({ text: z.string(), by: z.string() })),
    startedAt: isoTimeSchema,
    endedAt: isoTimeSchema,
    hashes: z.object({ contract: z.string(), log: z.string(), events: count }),
    signature: signatureSchema,
  })
  .openapi('Record');
