import { z } from '@hono/zod-openapi';
import type { DebateEvent, EventType } from '../debate/events.ts';
import {
  agreement,
  agreementMembers,
  citation,
  matrix,
  position,
  settings,
  stance,
  verdict,
} from './debate-schemas.ts';
import { failureReason, phase, stopReason } from './name-schemas.ts';
import { type Described, isoTime } from './resource-schemas.ts';

/** The events of a debate, for the OpenAPI document. events.ts says what their members mean. */

const count = z.int().min(0);

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
    phase,
    round: count,
    model: z.string(),
    reserved: z.object({ usd: z.number().nullable(), tokens: count }),
    peers: z
      .array(z.object({ label: z.string(), agent: z.string() }))
      .optional()
      .openapi({ description: 'Whom the turn’s text calls Peer A, Peer B and so on' }),
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
    reason: failureReason,
    message: z.string(),
    final: z.boolean(),
    ...spending,
  }),
  'agreement.measured': z.object({
    ...agreementMembers,
    round: count,
    stop: stopReason.nullable(),
  }),
  'note.added': z.object({ text: z.string(), ...by }),
  'debate.paused': z.object(by),
  'debate.resumed': z.object(by),
  'budget.noticed': z.object({ spentUsd: z.number(), spentTokens: count, share: z.number() }),
  'debate.decided': z.object({ verdict, agreement, stopReason }),
  'debate.failed': z.object({ stopReason, message: z.string() }),
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
