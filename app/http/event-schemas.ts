import { z } from '@hono/zod-openapi';
import type {
  Agreement,
  Citation,
  DebateEvent,
  EventType,
  Matrix,
  Position,
  Seat,
  Settings,
  Stance,
  Verdict,
} from '../debate/events.ts';
import { presetNames } from '../debate/presets.ts';
import { type Described, isoTime, roles } from './resource-schemas.ts';

/** The events of a debate, for the OpenAPI document. events.ts says what their members mean. */

const count = z.int().min(0);
const texts = z.array(z.string());
const phases = ['propose', 'critique', 'revise', 'decide'] as const;
export const stopReasons = [
  'agreed',
  'stable',
  'rounds',
  'budget',
  'deadline',
  'concluded',
  'quorum-lost',
] as const;

const failureReasons = [
  'malformed',
  'cut-off',
  'too-long',
  'first-token-timeout',
  'idle-timeout',
  'total-timeout',
  'rate-limited',
  'overloaded',
  'unreachable',
  'refused',
  'unauthorized',
  'unknown-model',
  'provider-error',
  'interrupted',
  'internal',
] as const;

export const seat: z.ZodType<Described<Seat>> = z
  .object({ id: z.string(), name: z.string(), role: z.enum(roles), model: z.string() })
  .openapi('Seat');

const citation: z.ZodType<Described<Citation>> = z
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

const stance: z.ZodType<Described<Stance>> = z
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

const agreement: z.ZodType<Described<Agreement>> = z.object(agreementMembers).openapi('Agreement');

const verdict: z.ZodType<Described<Verdict>> = z
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

const settings: z.ZodType<Described<Settings>> = z
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

const stances = z.array(stance);
const outcome = z.discriminatedUnion('phase', [
  z.object({ phase: z.literal('propose'), position }),
  z.object({ phase: z.literal('critique'), stances }),
  z.object({ phase: z.literal('revise'), position, stances }),
  z.object({ phase: z.literal('decide'), matrix, answer: z.string(), citations: z.array(citation) }),
]);

const attempt = { turn: z.string().openapi({ example: 'r1.critique.a2' }), attempt: count };
const by = { by: z.string() };
const spending = {
  usage: z.object({ inputTokens: count, outputTokens: count, estimated: z.boolean() }),
  costUsd: z.number().nullable(),
};

type DataSchemas = {
  readonly [T in EventType]: z.ZodType<Described<Extract<DebateEvent, { type: T }>['data']>>;
};

const data: DataSchemas = {
  'debate.created': settings,
  'round.started': z.object({ round: count }),
  'turn.started': z.object({
    ...attempt,
    agent: z.string(),
    phase: z.enum(phases),
    round: count,
    model: z.string(),
    reserved: z.object({ usd: z.number().nullable(), tokens: count }),
  }),
  'turn.superseded': z.object({ ...attempt, reason: z.string() }),
  'turn.completed': z.object({
    ...attempt,
    text: z.string(),
    outcome,
    position: position.optional(),
    ...spending,
  }),
  'turn.failed': z.object({
    ...attempt,
    reason: z.enum(failureReasons),
    message: z.string(),
    final: z.boolean(),
    ...spending,
  }),
  'agreement.measured': z.object({
    ...agreementMembers,
    round: count,
    stop: z.enum(stopReasons).nullable(),
  }),
  'note.added': z.object({ text: z.string(), ...by }),
  'debate.paused': z.object(by),
  'debate.resumed': z.object(by),
  'budget.noticed': z.object({ spentUsd: z.number(), spentTokens: count, share: z.number() }),
  'debate.decided': z.object({ verdict, agreement, stopReason: z.enum(stopReasons) }),
  'debate.failed': z.object({ stopReason: z.enum(stopReasons), message: z.string() }),
  'debate.cancelled': z.object(by),
};

/** A stored event as it is sent, over every transport. */
export const envelopeSchema = z
  .union(
    Object.entries(data).map(([type, schema]) =>
      z
        .object({
          debate: z.string(),
          seq: z.int().min(1),
          type: z.literal(type),
          at: isoTime,
          data: schema,
          hash: z.string(),
        })
        .openapi(type),
    ),
  )
  .openapi('Event');

export const eventsSchema = z
  .object({
    events: z.array(envelopeSchema),
    next: count
      .nullable()
      .openapi({ description: 'To ask for next as `after`; null: the debate has no more' }),
  })
  .openapi('EventPage');
