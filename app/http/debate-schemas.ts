import { z } from '@hono/zod-openapi';
import type {
  Agreement,
  Citation,
  Matrix,
  Position,
  Seat,
  Settings,
  Stance,
  Verdict,
} from '../debate/events.ts';
import { presetNames } from '../debate/presets.ts';
import { role } from './name-schemas.ts';
import { type Described, isoTime } from './resource-schemas.ts';

/** What events and records are made of, for the OpenAPI document. events.ts says what the members mean. */

const count = z.int().min(0);
const texts = z.array(z.string());

export const seat: z.ZodType<Described<Seat>> = z
  .object({ id: z.string(), name: z.string(), role: role, model: z.string() })
  .openapi('Seat');

export const citation: z.ZodType<Described<Citation>> = z
  .object({ evidence: z.string(), quote: z.string(), found: z.boolean() })
  .openapi('Citation');

export const position: z.ZodType<Described<Position>> = z
  .object({
    claim: z.string(),
    choice: z.string().optional(),
    confidence: z.number(),
    citations: z.array(citation),
    changed: z.boolean(),
    changedBecause: z.string().optional(),
  })
  .openapi('Position');

export const stance: z.ZodType<Described<Stance>> = z
  .object({ agent: z.string(), agrees: z.boolean(), point: z.string() })
  .openapi('Stance');

export const matrix: z.ZodType<Described<Matrix>> = z
  .object({
    consensus: texts,
    contradictions: texts,
    partialCoverage: texts,
    uniqueInsights: texts,
    blindSpots: texts,
  })
  .openapi('Matrix');

export const votes = z.record(z.string(), count);

/** The members of an agreement, which other objects have among theirs. */
export const agreementMembers = {
  score: z.number(),
  votes: votes.optional(),
  pairs: z.object({ agreeing: count, counted: count }).optional(),
};

export const agreement: z.ZodType<Described<Agreement>> = z.object(agreementMembers).openapi('Agreement');

export const verdict: z.ZodType<Described<Verdict>> = z
  .object({
    answer: z.string(),
    method: z.enum(['vote', 'judge']),
    choice: z.string().optional(),
    tied: z.boolean(),
    votes: votes.optional(),
    matrix: matrix.optional(),
    citations: z.array(citation),
  })
  .openapi('Verdict');

export const settings: z.ZodType<Described<Settings>> = z
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
    panel: z.array(seat),
    judge: seat,
    rounds: count,
    attemptsMax: count,
    quorum: count,
    budget: z.object({ usd: z.number().optional(), tokens: count.optional() }),
    decideAt: isoTime,
    deadlineAt: isoTime,
    seed: z.int(),
    contractHash: z.string(),
  })
  .openapi('Settings');
