import { z } from '@hono/zod-openapi';
import type {
  Agreement,
  Citation,
  DebateSettings,
  Matrix,
  Position,
  Seat,
  Stance,
  Verdict,
} from '../../debate/core/events.ts';
import { presetNames } from '../../debate/core/presets.ts';
import { roleSchema } from './enums.ts';
import { isoTimeSchema, type SchemaType } from './responses.ts';

/** What events and records are made of, for the OpenAPI document. events.ts says what the members mean. */

const count = z.int().min(0);
const texts = z.array(z.string());

export const seatSchema: z.ZodType<SchemaType<Seat>> = z
  .object({ id: z.string(), name: z.string(), role: roleSchema, model: z.string() })
  .openapi('Seat');

export const citationSchema: z.ZodType<SchemaType<Citation>> = z
  .object({ evidence: z.string(), quote: z.string(), found: z.boolean() })
  .openapi('Citation');

export const positionSchema: z.ZodType<SchemaType<Position>> = z
  .object({
    claim: z.string(),
    choice: z.string().optional(),
    confidence: z.number(),
    citations: z.array(citationSchema),
    changed: z.boolean(),
    changedBecause: z.string().optional(),
  })
  .openapi('Position');

export const stanceSchema: z.ZodType<SchemaType<Stance>> = z
  .object({ agent: z.string(), agrees: z.boolean(), point: z.string() })
  .openapi('Stance');

export const matrixSchema: z.ZodType<SchemaType<Matrix>> = z
  .object({
    consensus: texts,
    contradictions: texts,
    partialCoverage: texts,
    uniqueInsights: texts,
    blindSpots: texts,
  })
  .openapi('Matrix');

export const votesSchema = z.record(z.string(), count);

/** The members of an agreement, which other objects have among theirs. */
export const agreementShape = {
  score: z.number(),
  votes: votesSchema.optional(),
  pairs: z.object({ agreeing: count, counted: count }).optional(),
};

export const agreementSchema: z.ZodType<SchemaType<Agreement>> = z
  .object(agreementShape)
  .openapi('Agreement');

export const verdictSchema: z.ZodType<SchemaType<Verdict>> = z
  .object({
    answer: z.string(),
    method: z.enum(['vote', 'judge']),
    choice: z.string().optional(),
    tied: z.boolean(),
    votes: votesSchema.optional(),
    matrix: matrixSchema.optional(),
    citations: z.array(citationSchema),
  })
  .openapi('Verdict');

export const settingsSchema: z.ZodType<SchemaType<DebateSettings>> = z
  .object({
    question: z.string(),
    preset: z.enum(presetNames),
    options: texts.optional(),
    evidence: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        mediaType: z.string(),
        characters: count,
        hash: z.string(),
      }),
    ),
    panel: z.array(seatSchema),
    judge: seatSchema,
    rounds: count,
    attemptsMax: count,
    quorum: count,
    budget: z.object({ usd: z.number().optional(), tokens: count.optional() }),
    decideAt: isoTimeSchema,
    deadlineAt: isoTimeSchema,
    seed: z.int(),
    contractHash: z.string(),
  })
  .openapi('Settings');
