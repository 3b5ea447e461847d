import { z } from '@hono/zod-openapi';
import type {
  Agreement,
  DebateSettings,
  Matrix,
  Position,
  Seat,
  Stance,
  Verdict,
} from '../../debate/core/events.ts';
import { presetNames } from '../../debate/core/presets.ts';
import { deciders, exchanges, roundPhases } from '../../debate/core/protocol.ts';
import { baselineSources, efforts } from '../../debate/core/settings.ts';
import { debateEffects, findingSeverities } from '../../debate/core/turn-outcome.ts';
import { citationSchema, sourceSchema } from './citation.ts';
import { roleSchema } from './enums.ts';
import { estimateShape, pooledNumberSchema } from './numbers.ts';
import { isoTimeSchema, type SchemaType } from './responses.ts';

// Parts of events and records, for the OpenAPI document. app/debate/core/events.ts documents the members.

const count = z.int().min(0);
const texts = z.array(z.string());

export const seatSchema: z.ZodType<SchemaType<Seat>> = z
  .object({
    id: z.string(),
    name: z.string(),
    role: roleSchema,
    instructions: z.string().optional(),
    model: z.string(),
    fallback: z.string().optional(),
    effort: z.enum(efforts).optional(),
    outputTokensMax: count.optional(),
  })
  .openapi('Seat');

/** The members of a finding, for objects that contain them directly. */
export const findingShape = {
  item: count,
  severity: z.enum(findingSeverities),
  text: z.string(),
  citation: citationSchema.optional(),
};

export const positionSchema: z.ZodType<SchemaType<Position>> = z
  .object({
    claim: z.string(),
    reason: z.string().optional(),
    choice: z.string().optional(),
    findings: z.array(z.object(findingShape)).optional(),
    estimate: z.object(estimateShape).optional(),
    confidence: z.number(),
    citations: z.array(citationSchema),
    changed: z.boolean(),
    changedBecause: z.string().optional(),
  })
  .openapi('Position');

export const stanceSchema: z.ZodType<SchemaType<Stance>> = z
  .object({
    agent: z.string(),
    agrees: z.boolean(),
    point: z.string(),
    except: z.string().optional(),
    points: z.number().optional(),
  })
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

/** The members of an agreement, for objects that contain them directly. */
export const agreementShape = {
  score: z.number().nullable(),
  groups: z.array(texts),
  source: z.enum(['votes', 'numbers', 'judge', 'stances']),
  votes: votesSchema.optional(),
  exceptions: z.array(z.object({ agent: z.string(), about: z.string(), except: z.string() })).optional(),
};

export const agreementSchema: z.ZodType<SchemaType<Agreement>> = z
  .object(agreementShape)
  .openapi('Agreement');

export const rankingSchema = z
  .array(z.object({ agent: z.string(), share: z.number() }))
  .openapi({ description: 'Share of the other answers that the agents put below this one; best first' });
export const jurorsSchema = z.array(
  z.object({ seat: z.string(), choice: z.string().optional(), adopts: texts.nullable() }),
);

const rejectsSchema = z.array(z.object({ agent: z.string(), because: z.string() }));
const withoutDebateSchema = z.object({
  answer: z.string(),
  effect: z.enum(debateEffects),
  isSeparate: z.boolean().optional(),
});

/** The members of the judge's turn without its phase. */
export const judgementShape = {
  matrix: matrixSchema,
  answer: z.string(),
  citations: z.array(citationSchema),
  choice: z.string().optional(),
  comparison: z
    .object({
      groups: z.array(texts).nullable(),
      adopts: texts.nullable(),
      rejects: rejectsSchema,
      moved: texts.nullable(),
    })
    .optional(),
  withoutDebate: withoutDebateSchema.optional(),
};

export const verdictSchema: z.ZodType<SchemaType<Verdict>> = z
  .object({
    answer: z.string().nullable(),
    method: z.enum(deciders),
    choice: z.string().optional(),
    number: pooledNumberSchema.optional(),
    tied: z.boolean(),
    votes: votesSchema.optional(),
    matrix: matrixSchema.optional(),
    citations: z.array(citationSchema),
    ranking: rankingSchema.optional(),
    jurors: jurorsSchema.optional(),
    adopts: texts.nullable(),
    rejects: rejectsSchema.optional(),
    moved: texts.optional(),
    withoutDebate: withoutDebateSchema.optional(),
    judgedBy: z.string().nullable(),
  })
  .openapi('Verdict');

export const settingsSchema: z.ZodType<SchemaType<DebateSettings>> = z
  .object({
    question: z.string(),
    preset: z.enum(presetNames),
    options: texts.optional(),
    checklist: texts.optional(),
    number: z.object({ unit: z.string(), tolerance: z.number() }).optional(),
    evidence: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        mediaType: z.string(),
        characters: count,
        hash: z.string(),
        source: sourceSchema.optional(),
        flags: texts.optional(),
        invisibleCharacters: count.optional(),
      }),
    ),
    parent: z.object({ debate: z.string(), relation: z.enum(['follow-up', 'rerun']) }).optional(),
    panel: z.array(seatSchema),
    judge: seatSchema,
    jury: z.array(seatSchema).optional(),
    exchange: z.enum(exchanges).optional(),
    decider: z.enum(deciders).optional(),
    phases: z.array(z.enum(roundPhases)).optional(),
    blindSeats: count.optional(),
    warnings: texts.optional(),
    stopWhenBlindAgree: z.boolean().optional(),
    baseline: z.enum(baselineSources).optional(),
    approval: z.boolean().optional(),
    rounds: count,
    attemptsMax: count,
    quorum: count,
    budget: z.object({ usd: z.number().optional(), tokens: count.optional() }),
    createdAt: isoTimeSchema.optional(),
    decideAt: isoTimeSchema,
    deadlineAt: isoTimeSchema,
    seed: z.int(),
    contractHash: z.string(),
  })
  .openapi('Settings');
