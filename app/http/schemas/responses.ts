import { z } from '@hono/zod-openapi';
import { presetNames } from '../../debate/core/presets.ts';
import { deciders, exchanges, roundPhases } from '../../debate/core/protocol.ts';
import type { AgentsResponse } from '../../debate/views/agents-response.ts';
import type {
  CreatedDebateResponse,
  DebateListResponse,
  DebateResponse,
  PendingRecordResponse,
  ProblemResponse,
} from '../../debate/views/responses.ts';
import { problemTypes } from '../errors/problem-types.ts';
import { roleSchema, statusSchema } from './enums.ts';

// Response bodies, for the OpenAPI document. The compiler checks each schema against the type that handlers return.

/**
 * A type whose optional members may also be undefined, because the OpenAPI generator does not support zod's exact
 * optional members.
 */
export type SchemaType<T> = T extends readonly (infer Item)[]
  ? readonly SchemaType<Item>[]
  : T extends object
    ? { [K in keyof T]: object extends Pick<T, K> ? SchemaType<T[K]> | undefined : SchemaType<T[K]> }
    : T;

export const idParams = z.object({ id: z.string().openapi({ description: 'Id of the debate' }) });

export const jsonResponse = (description: string, schema: z.ZodType) => ({
  description,
  content: { 'application/json': { schema } },
});

export const isoTimeSchema = z.string().openapi({ format: 'date-time' });
const count = z.int().min(0);

const debateSchema: z.ZodType<SchemaType<DebateResponse>> = z
  .object({
    id: z.string(),
    question: z.string(),
    title: z.string().nullable().openapi({ description: 'Given by a person; null: none' }),
    preset: z.enum(presetNames),
    status: statusSchema,
    phase: z.string().openapi({
      description: 'propose, critique, revise, decide, approve (a person must approve the decision) or ended',
    }),
    round: count,
    models: z.array(z.string()),
    agreement: z.number().nullable().openapi({ description: '0 to 1: agreement, not correctness' }),
    answer: z.string().nullable(),
    costUsd: z.number(),
    seq: count.openapi({ description: 'Seq of the last event' }),
    createdAt: isoTimeSchema,
    updatedAt: isoTimeSchema,
  })
  .openapi('Debate');

export const debateResponse = (description: string) => jsonResponse(description, debateSchema);

export const createdSchema: z.ZodType<SchemaType<CreatedDebateResponse>> = z
  .object({
    id: z.string(),
    url: z.string(),
    warnings: z
      .array(z.string())
      .openapi({ description: 'What is known to weaken this panel, such as one model in all seats' }),
  })
  .openapi('CreatedDebate');

export const debateListSchema: z.ZodType<SchemaType<DebateListResponse>> = z
  .object({
    debates: z.array(debateSchema),
    next: z.string().nullable().openapi({ description: 'Cursor of the next page' }),
  })
  .openapi('DebateList');

export const pendingSchema: z.ZodType<SchemaType<PendingRecordResponse>> = z
  .object({ id: z.string(), status: statusSchema })
  .openapi('PendingRecord');

const rateShape = {
  inputUsd: z.number(),
  outputUsd: z.number(),
  cachedInputUsd: z.number().optional(),
  cacheWriteUsd: z.number().optional(),
  reasoningUsd: z.number().optional(),
};
const priceSchema = z.object({
  ...rateShape,
  tiers: z
    .array(z.object({ aboveTokens: count, ...rateShape }))
    .optional()
    .openapi({ description: 'The prices of a whole call whose input has more tokens than this' }),
});

export const agentsSchema: z.ZodType<SchemaType<AgentsResponse>> = z
  .object({
    defaultModel: z.string(),
    defaultReason: z.string(),
    defaultPrice: priceSchema.nullable().openapi({ description: 'Per million tokens; null: unknown' }),
    providers: z.array(
      z.object({
        provider: z.string(),
        models: z.array(
          z.object({
            model: z.string(),
            price: priceSchema.nullable().openapi({ description: 'Per million tokens; null: unknown' }),
            contextTokens: count
              .nullable()
              .openapi({ description: 'Of prompt and reply together; null: unknown' }),
            family: z.string().nullable().openapi({ description: 'Such as claude or llama; null: unknown' }),
          }),
        ),
        pricesCheckedAt: z.string().nullable().openapi({
          description:
            'The day on which the prices were last compared with the provider’s own; null: it has none',
        }),
        list: z
          .object({
            readAt: z.string().nullable().openapi({ description: 'Last success; null: none yet' }),
            failure: z.string().nullable().openapi({ description: 'Why the last request failed' }),
          })
          .nullable()
          .openapi({ description: "The server's own list of models; null: it is not asked for one" }),
      }),
    ),
    presets: z.array(
      z.object({
        name: z.enum(presetNames),
        description: z.string(),
        roles: z.array(roleSchema),
        rounds: count,
        exchange: z.enum(exchanges),
        decider: z.enum(deciders),
        phases: z.array(z.enum(roundPhases)),
        jurors: count,
        blindSeats: count.optional(),
        needsChecklist: z.boolean().optional(),
      }),
    ),
    evidenceByAddress: z
      .boolean()
      .openapi({ description: 'Whether the operator allows documents from any host' }),
    limits: z.object({
      questionCharsMax: count,
      documentsMax: count,
      documentBytesMax: count,
      fileBytesMax: count.openapi({ description: 'Size of a PDF, CSV or docx file' }),
      panelMax: count,
      roundsMax: count,
    }),
  })
  .openapi('Agents');

const problemCodes = Object.keys(problemTypes) as readonly (keyof typeof problemTypes)[];

export const problemSchema: z.ZodType<SchemaType<ProblemResponse>> = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.enum(problemCodes),
    detail: z.string(),
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
    requestId: z.string().optional(),
  })
  .openapi('Problem');
