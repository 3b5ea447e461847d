import { z } from '@hono/zod-openapi';
import { keyScopes } from '../../contract/route.ts';
import type { Contract } from '../../contract/types/contract.ts';
import type {
  CreatedKeyResponse,
  KeyListResponse,
  KeyResponse,
  NewKeyBody,
  NewTicketBody,
  TicketResponse,
} from '../../debate/views/responses.ts';
import { integerBetween } from './issues.ts';
import { isoTimeSchema, type SchemaType } from './responses.ts';

/** Body of `POST /api/v1/keys`. */
export const newKeySchema = ({ limits, access }: Contract): z.ZodType<SchemaType<NewKeyBody>> =>
  z
    .strictObject({
      name: z.string().trim().min(1).max(limits.nameCharsMax).openapi({ description: 'Whose it is' }),
      scopes: z.array(z.enum(keyScopes)).min(1).max(keyScopes.length),
      tenant: z
        .string()
        .regex(/^[\w-]{1,64}$/, 'must be 1 to 64 letters, digits, - and _')
        .optional()
        .openapi({
          description: 'Another tenant than that of the key in use; for the server’s own tenant only',
        }),
      lifetimeSeconds: integerBetween(1, access.keyLifetimeSecondsMax)
        .optional()
        .openapi({ description: 'Without it, the key never expires' }),
    })
    .openapi('NewKey');

/** Body of `POST /api/v1/tickets`, which may be left out. */
export const newTicketSchema: z.ZodType<SchemaType<NewTicketBody>> = z
  .strictObject({
    debate: z.string().optional().openapi({ description: 'The only debate that the socket may watch' }),
  })
  .openapi('NewTicket');

const keyMembers = {
  id: z.string(),
  tenant: z.string(),
  name: z.string(),
  scopes: z.array(z.enum(keyScopes)),
  createdAt: isoTimeSchema,
  expiresAt: isoTimeSchema.nullable(),
  revokedAt: isoTimeSchema.nullable(),
  lastUsedAt: isoTimeSchema.nullable().openapi({ description: 'To the minute' }),
};

const keySchema: z.ZodType<SchemaType<KeyResponse>> = z.object(keyMembers).openapi('Key');

export const keyListSchema: z.ZodType<SchemaType<KeyListResponse>> = z
  .object({ keys: z.array(keySchema) })
  .openapi('KeyList');

export const createdKeySchema: z.ZodType<SchemaType<CreatedKeyResponse>> = z
  .object({
    ...keyMembers,
    key: z.string().openapi({ description: 'The key itself; it is never shown again' }),
  })
  .openapi('CreatedKey');

export const ticketSchema: z.ZodType<SchemaType<TicketResponse>> = z
  .object({ ticket: z.string(), expiresAt: isoTimeSchema })
  .openapi('Ticket');
