import { z } from '@hono/zod-openapi';
import type { Contract } from '../contract/contract.ts';
import { scopes } from '../contract/route.ts';
import type {
  CreatedKeyResource,
  KeyListResource,
  KeyResource,
  NewKeyBody,
  NewTicketBody,
  TicketResource,
} from '../debate/resources.ts';
import { wholeIn } from './issue-words.ts';
import { type Described, isoTime } from './resource-schemas.ts';

/** Body of `POST /api/v1/keys`. */
export const newKeySchema = ({ limits, access }: Contract): z.ZodType<Described<NewKeyBody>> =>
  z
    .strictObject({
      name: z.string().trim().min(1).max(limits.nameCharsMax).openapi({ description: 'Whose it is' }),
      scopes: z.array(z.enum(scopes)).min(1).max(scopes.length),
      tenant: z
        .string()
        .regex(/^[\w-]{1,64}$/, 'must be 1 to 64 letters, digits, - and _')
        .optional()
        .openapi({
          description: 'Another tenant than that of the key in use; for the server’s own tenant only',
        }),
      lifetimeSeconds: wholeIn(1, access.keyLifetimeSecondsMax)
        .optional()
        .openapi({ description: 'Without it, the key never expires' }),
    })
    .openapi('NewKey');

/** Body of `POST /api/v1/tickets`, which may be left out. */
export const newTicketSchema: z.ZodType<Described<NewTicketBody>> = z
  .strictObject({
    debate: z.string().optional().openapi({ description: 'The only debate that the socket may watch' }),
  })
  .openapi('NewTicket');

const keyMembers = {
  id: z.string(),
  tenant: z.string(),
  name: z.string(),
  scopes: z.array(z.enum(scopes)),
  createdAt: isoTime,
  expiresAt: isoTime.nullable(),
  revokedAt: isoTime.nullable(),
  lastUsedAt: isoTime.nullable().openapi({ description: 'To the minute' }),
};

const keySchema: z.ZodType<Described<KeyResource>> = z.object(keyMembers).openapi('Key');

export const keyListSchema: z.ZodType<Described<KeyListResource>> = z
  .object({ keys: z.array(keySchema) })
  .openapi('KeyList');

export const createdKeySchema: z.ZodType<Described<CreatedKeyResource>> = z
  .object({
    ...keyMembers,
    key: z.string().openapi({ description: 'The key itself; it is never shown again' }),
  })
  .openapi('CreatedKey');

export const ticketSchema: z.ZodType<Described<TicketResource>> = z
  .object({ ticket: z.string(), expiresAt: isoTime })
  .openapi('Ticket');
