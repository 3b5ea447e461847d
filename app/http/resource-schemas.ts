import { z } from '@hono/zod-openapi';
import { presetNames } from '../debate/presets.ts';
import type {
  AgentsResource,
  CreatedResource,
  DebateListResource,
  DebateResource,
  PendingResource,
  ProblemResource,
} from '../debate/resources.ts';
import { role, status } from './name-schemas.ts';
import { catalogue } from './problems.ts';

/** What we answer, for the OpenAPI document. The compiler holds each to the type that the code answers with. */

/**
 * A type as a schema can have it: optional members may be undefined as well, because the generator of the document
 * does not know zod's exact ones.
 */
export type Described<T> = T extends readonly (infer Item)[]
  ? readonly Described<Item>[]
  : T extends object
    ? { [K in keyof T]: object extends Pick<T, K> ? Described<T[K]> | undefined : Described<T[K]> }
    : T;

export const idParams = z.object({ id: z.string().openapi({ description: 'Of a debate' }) });

/** A response with a JSON body. */
export const json = (description: string, schema: z.ZodType) => ({
  description,
  content: { 'application/json': { schema } },
});

export const isoTime = z.string().openapi({ format: 'date-time' });
const count = z.int().min(0);

const debateSchema: z.ZodType<Described<DebateResource>> = z
  .object({
    id: z.string(),
    question: z.string(),
    preset: z.enum(presetNames),
    status,
    phase: z.string().openapi({ description: 'propose, critique, revise, decide or ended' }),
    round: count,
    models: z.array(z.string()),
    agreement: z.number().nullable().openapi({ description: '0 to 1: agreement, not correctness' }),
    answer: z.string().nullable(),
    costUsd: z.number(),
    seq: count.openapi({ description: 'Of the last event' }),
    createdAt: isoTime,
    updatedAt: isoTime,
  })
  .openapi('Debate');

export const debateAnswer = (description: string) => json(description, debateSchema);

export const createdSchema: z.ZodType<Described<CreatedResource>> = z
  .object({ id: z.string(), url: z.string() })
  .openapi('CreatedDebate');

export const debateListSchema: z.ZodType<Described<DebateListResource>> = z
  .object({
    debates: z.array(debateSchema),
    next: z.string().nullable().openapi({ description: 'Cursor of the next page' }),
  })
  .openapi('DebateList');

export const pendingSchema: z.ZodType<Described<PendingResource>> = z
  .object({ id: z.string(), status })
  .openapi('PendingRecord');

const price = z.object({ inputUsd: z.number(), outputUsd: z.number() });

export const agentsSchema: z.ZodType<Described<AgentsResource>> = z
  .object({
    defaultModel: z.string(),
    why: z.string(),
    providers: z.array(
      z.object({
        provider: z.string(),
        models: z.array(
          z.object({
            model: z.string(),
            price: price.nullable().openapi({ description: 'For a million tokens; null: unknown' }),
          }),
        ),
      }),
    ),
    presets: z.array(
      z.object({ name: z.enum(presetNames), says: z.string(), roles: z.array(role), rounds: count }),
    ),
    limits: z.object({
      questionCharsMax: count,
      documentsMax: count,
      documentBytesMax: count,
      panelMax: count,
      roundsMax: count,
    }),
  })
  .openapi('Agents');

const codes = Object.keys(catalogue) as readonly (keyof typeof catalogue)[];

export const problemSchema: z.ZodType<Described<ProblemResource>> = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.enum(codes),
    detail: z.string(),
    errors: z.array(z.object({ at: z.string(), says: z.string() })).optional(),
    requestId: z.string().optional(),
  })
  .openapi('Problem');
