import { z } from '@hono/zod-openapi';
import type { Citation, EvidenceSource } from '../../debate/core/events.ts';
import { quoteMatches } from '../../debate/core/turn-outcome.ts';
import { isoTimeSchema, type SchemaType } from './responses.ts';

export const quoteCheckShape = {
  found: z.boolean(),
  match: z
    .enum(quoteMatches)
    .optional()
    .openapi({ description: 'How a quote was found; `near`: with other white space or typography' }),
};

export const citationSchema: z.ZodType<SchemaType<Citation>> = z
  .object({ evidence: z.string(), quote: z.string(), ...quoteCheckShape })
  .openapi('Citation');

export const sourceSchema: z.ZodType<SchemaType<EvidenceSource>> = z
  .object({
    url: z.string(),
    redirectedTo: z.string().optional(),
    fetchedAt: isoTimeSchema,
    query: z.string().optional().openapi({ description: 'What the search server was asked' }),
  })
  .openapi('EvidenceSource', { description: 'Where the server read the document; absent: it was sent' });

export const omissionsSchema = z.array(
  z.object({
    from: z.string(),
    shown: z.int().min(0),
    total: z.int().min(0),
    passages: z.array(z.string()).optional().openapi({
      description: 'Passages of the document that this turn got in addition to those of all turns',
    }),
  }),
);
