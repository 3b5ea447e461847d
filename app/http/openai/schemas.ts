import { z } from '@hono/zod-openapi';
import type { OpenAiError } from './errors.ts';

// OpenAI's chat completions, as far as a debate can answer them. Other members, such as temperature, have no effect.

const textPart = z.looseObject({ type: z.literal('text'), text: z.string() });
const content = z.union([z.string(), z.array(textPart)]);
const message = z.looseObject({
  role: z.enum(['system', 'developer', 'user', 'assistant', 'tool']),
  content: content.nullable().optional(),
});

export type ChatMessage = z.infer<typeof message>;

/** What would change the meaning of the answer is refused and not ignored. */
export const chatRequestSchema = z
  .looseObject({
    model: z.string().openapi({ example: 'rostrum/standard' }),
    messages: z.array(message).min(1),
    stream: z.boolean().nullable().optional(),
    stream_options: z.looseObject({ include_usage: z.boolean().optional() }).nullable().optional(),
    n: z.literal(1).nullable().optional(),
    tools: z.array(z.unknown()).max(0).optional(),
    response_format: z.looseObject({ type: z.literal('text') }).optional(),
    metadata: z
      .looseObject({
        debate: z
          .string()
          .optional()
          .openapi({ description: 'The id of a debate that was started before: its answer is returned' }),
      })
      .nullable()
      .optional(),
  })
  .openapi('ChatCompletionRequest');

export type ChatRequest = z.infer<typeof chatRequestSchema>;

const usageSchema = z.object({
  prompt_tokens: z.int(),
  completion_tokens: z.int(),
  total_tokens: z.int(),
  cost: z.number().openapi({ description: 'In USD, of the models with a known price' }),
});

/** What OpenAI's members have no place for. */
const outcomeSchema = z.object({
  debate: z.string(),
  outcome: z.enum(['decided', 'failed', 'cancelled']),
  agreement: z.number().nullable().openapi({ description: 'Agreement, not correctness' }),
  minority: z.array(z.object({ agent: z.string(), claim: z.string() })),
  notes: z.array(z.string()),
});

export const completionSchema = z
  .object({
    id: z.string().openapi({ description: 'The id of the debate' }),
    object: z.literal('chat.completion'),
    created: z.int(),
    model: z.string(),
    choices: z.array(
      z.object({
        index: z.int(),
        finish_reason: z.literal('stop'),
        logprobs: z.null(),
        message: z.object({
          role: z.literal('assistant'),
          content: z.string().nullable(),
          refusal: z.string().nullable().openapi({ description: 'Why there is no answer' }),
          reasoning_content: z.string().openapi({ description: 'The course of the debate' }),
        }),
      }),
    ),
    usage: usageSchema,
    rostrum: outcomeSchema,
  })
  .openapi('ChatCompletion');

export type ChatCompletion = z.infer<typeof completionSchema>;

/** A part of a streamed completion: what is new. */
const chunkSchema = z
  .object({
    id: z.string().openapi({ description: 'The id of the debate' }),
    object: z.literal('chat.completion.chunk'),
    created: z.int(),
    model: z.string(),
    choices: z
      .array(
        z.object({
          index: z.int(),
          delta: z.object({
            role: z.literal('assistant').optional(),
            content: z.string().optional(),
            refusal: z.string().optional().openapi({ description: 'Why there is no answer' }),
            reasoning_content: z.string().optional().openapi({ description: 'The course of the debate' }),
          }),
          logprobs: z.null(),
          finish_reason: z.literal('stop').nullable(),
        }),
      )
      .openapi({ description: 'One; none in the part with the usage' }),
    usage: usageSchema.optional().openapi({ description: 'With `stream_options.include_usage`' }),
    rostrum: outcomeSchema.optional().openapi({ description: 'With the finish_reason' }),
  })
  .openapi('ChatCompletionChunk');

export type ChatCompletionChunk = z.infer<typeof chunkSchema>;

/** Errors in OpenAI's form; `code` is from the catalogue of problems. */
export const openAiErrorSchema: z.ZodType<OpenAiError> = z
  .object({
    error: z.object({
      message: z.string(),
      type: z.string(),
      param: z.string().nullable(),
      code: z.string(),
    }),
  })
  .openapi('OpenAiError');

/** The data of each server-sent event of a completion. */
export const chunkDataSchema = z.union([chunkSchema, openAiErrorSchema, z.literal('[DONE]')]);

export const modelListSchema = z
  .object({
    object: z.literal('list'),
    data: z.array(
      z.object({
        id: z.string(),
        object: z.literal('model'),
        created: z.int(),
        owned_by: z.literal('rostrum'),
        description: z.string(),
      }),
    ),
  })
  .openapi('ModelList');
