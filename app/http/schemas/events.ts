import { z } from '@hono/zod-openapi';
import type { DebateEvent, EventType } from '../../debate/core/events.ts';
import type { StreamFrame } from '../../debate/core/frames.ts';
import { omissionsSchema } from './citation.ts';
import {
  agreementSchema,
  agreementShape,
  judgementShape,
  positionSchema,
  settingsSchema,
  stanceSchema,
  verdictSchema,
} from './debate.ts';
import { failureReasonSchema, phaseSchema, stopReasonSchema } from './enums.ts';
import { isoTimeSchema, type SchemaType } from './responses.ts';

// The events of a debate, for the OpenAPI document. app/debate/core/events.ts documents the members.

const count = z.int().min(0);

const stancesSchema = z.array(stanceSchema);
const outcomeSchema = z.discriminatedUnion('phase', [
  z.object({ phase: z.literal('propose'), position: positionSchema }),
  z.object({ phase: z.literal('critique'), stances: stancesSchema }),
  z.object({ phase: z.literal('revise'), position: positionSchema, stances: stancesSchema }),
  z.object({ phase: z.literal('decide'), ...judgementShape }),
]);

const attemptShape = { turn: z.string().openapi({ example: 'r1.critique.a2' }), attempt: count };
const byShape = { by: z.string() };
const spendingShape = {
  usage: z.object({
    inputTokens: count,
    outputTokens: count,
    estimated: z.boolean(),
    cachedTokens: count.optional(),
    cacheWriteTokens: count.optional(),
    reasoningTokens: count.optional(),
  }),
  costUsd: z.number().nullable(),
};

type DataSchemas = {
  readonly [T in EventType]: z.ZodType<SchemaType<Extract<DebateEvent, { type: T }>['data']>>;
};

const dataSchemas: DataSchemas = {
  'debate.created': settingsSchema,
  'round.started': z.object({ round: count }),
  'turn.started': z.object({
    ...attemptShape,
    agent: z.string(),
    phase: phaseSchema,
    round: count,
    model: z.string(),
    reserved: z.object({ usd: z.number().nullable(), tokens: count }),
    peers: z
      .array(z.object({ label: z.string(), agent: z.string() }))
      .optional()
      .openapi({ description: 'The agents that the text of the turn calls Peer A, Peer B and so on' }),
    omissions: omissionsSchema.optional(),
  }),
  'turn.superseded': z.object({ ...attemptShape, reason: z.string() }),
  'turn.completed': z.object({
    ...attemptShape,
    text: z.string(),
    outcome: outcomeSchema,
    position: positionSchema.optional(),
    repairs: z
      .array(z.string())
      .optional()
      .openapi({ description: 'What the reader repaired in the reply, such as a trailing comma' }),
    ...spendingShape,
  }),
  'turn.failed': z.object({
    ...attemptShape,
    reason: failureReasonSchema,
    message: z.string(),
    final: z.boolean(),
    ...spendingShape,
  }),
  'agreement.measured': z.object({
    ...agreementShape,
    round: count,
    stop: stopReasonSchema.nullable(),
    finishTurns: z.boolean().optional(),
  }),
  'note.added': z.object({ text: z.string(), ...byShape }),
  'debate.paused': z.object(byShape),
  'debate.resumed': z.object(byShape),
  'debate.escalated': z.object({ reason: z.enum(['differ', 'seat-lost', 'not-compared']) }),
  'approval.requested': z.object({ round: count }),
  'decision.approved': z.object(byShape),
  'debate.extended': z.object({
    ...byShape,
    deadlineAt: isoTimeSchema.optional(),
    decideAt: isoTimeSchema.optional(),
    budget: z.object({ usd: z.number().optional(), tokens: count.optional() }).optional(),
  }),
  'budget.noticed': z.object({ spentUsd: z.number(), spentTokens: count, share: z.number() }),
  'debate.decided': z.object({
    verdict: verdictSchema,
    agreement: agreementSchema,
    stopReason: stopReasonSchema,
  }),
  'debate.failed': z.object({ stopReason: stopReasonSchema, message: z.string() }),
  'debate.cancelled': z.object(byShape),
};

/** A stored event on the wire, the same over every transport. */
export const envelopeSchema = z
  .union(
    Object.entries(dataSchemas).map(([type, schema]) =>
      z
        .object({
          debate: z.string(),
          seq: z.int().min(1),
          type: z.literal(type),
          at: isoTimeSchema,
          data: schema,
          hash: z.string(),
        })
        .openapi(type),
    ),
  )
  .openapi('Event');

type UnstoredFrame = Exclude<StreamFrame, DebateEvent>;

const debateShape = { debate: z.string() };
const retryShape = { retryMs: count };
const unstoredFrameSchemas: {
  readonly [T in UnstoredFrame['type']]: z.ZodType<SchemaType<Extract<UnstoredFrame, { type: T }>>>;
} = {
  'turn.delta': z.object({
    ...debateShape,
    type: z.literal('turn.delta'),
    data: z.object({
      ...attemptShape,
      offset: count.openapi({ description: 'In UTF-16 code units, from the start of this attempt' }),
      text: z.string(),
    }),
  }),
  'turn.snapshot': z.object({
    ...debateShape,
    type: z.literal('turn.snapshot'),
    data: z.object({ ...attemptShape, text: z.string() }),
  }),
  subscribed: z.object({
    type: z.literal('subscribed'),
    ...debateShape,
    mode: z.enum(['resumed', 'snapshot', 'reset']),
    seq: count.openapi({ description: 'Seq of the last event in the log' }),
    heartbeatMs: count,
    ...retryShape,
  }),
  heartbeat: z.object({ type: z.literal('heartbeat') }),
  reconnect: z.object({ type: z.literal('reconnect'), ...retryShape }),
  evicted: z
    .object({ type: z.literal('evicted'), ...debateShape, after: count, ...retryShape })
    .openapi({ description: 'The viewer was too slow, and may continue from `after`' }),
  error: z.object({
    type: z.literal('error'),
    code: z.string(),
    detail: z.string(),
    debate: z.string().optional(),
  }),
};

/** The data of one server-sent event. */
export const streamFrameSchema = z
  .union([envelopeSchema, ...Object.values(unstoredFrameSchemas)])
  .openapi('StreamFrame');

export const eventsSchema = z
  .object({
    events: z.array(envelopeSchema),
    next: count.nullable().openapi({
      description: '`after` of the next page; null: the debate has ended and this is its last page',
    }),
  })
  .openapi('EventPage');
