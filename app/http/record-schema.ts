import { z } from '@hono/zod-openapi';
import { presetNames } from '../debate/presets.ts';
import type { SignedRecord } from '../debate/signature.ts';
import { agreementMembers, matrix, position, seat, votes } from './debate-schemas.ts';
import { recordStopReason } from './name-schemas.ts';
import { type Described, isoTime } from './resource-schemas.ts';
import { signature } from './signing-schemas.ts';

const count = z.int().min(0);
const texts = z.array(z.string());

const cited = z.object({
  id: z.string(),
  name: z.string(),
  hash: z.string(),
  citations: z.array(z.object({ quote: z.string(), found: z.boolean(), by: texts })),
});

const flip = z.object({
  agent: z.string(),
  round: count,
  from: z.string(),
  to: z.string(),
  because: z.string(),
});

const agentCost = z.object({
  agent: z.string(),
  model: z.string(),
  usd: z.number(),
  inputTokens: count,
  outputTokens: count,
  attempts: count,
});

/** The decision record, for the OpenAPI document. record.ts says what its members mean. */
export const recordSchema: z.ZodType<Described<SignedRecord>> = z
  .object({
    version: z.literal(1),
    debate: z.string(),
    question: z.string(),
    options: texts.nullable(),
    preset: z.enum(presetNames),
    outcome: z.enum(['decided', 'failed', 'cancelled']),
    stopReason: recordStopReason,
    message: z.string().nullable(),
    answer: z.string().nullable(),
    method: z.enum(['vote', 'judge']).nullable(),
    choice: z.string().nullable(),
    tied: z.boolean(),
    votes: votes.nullable(),
    matrix: matrix.nullable(),
    agreement: z.object({ ...agreementMembers, note: z.literal('agreement, not correctness') }).nullable(),
    agreementByRound: z.array(z.object({ round: count, score: z.number() })),
    minority: z.array(z.object({ agent: z.string(), position, points: texts })),
    flips: z.array(flip),
    evidence: z.array(cited),
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
      byAgent: z.array(agentCost),
    }),
    degraded: texts,
    panel: z.array(seat),
    judge: seat.nullable(),
    notes: z.array(z.object({ text: z.string(), by: z.string() })),
    startedAt: isoTime,
    endedAt: isoTime,
    hashes: z.object({ contract: z.string(), log: z.string(), events: count }),
    signature,
  })
  .openapi('Record');
