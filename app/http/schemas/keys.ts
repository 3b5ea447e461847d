import { z } from '@hono/zod-openapi';
import type { Contract } from '../../contract/types/contract.ts';
import type {
  NewTicketBody,
  SessionResponse,
  SignInOptionsResponse,
  TicketResponse,
} from '../../debate/views/access-responses.ts';
import type {
  CreatedKeyResponse,
  KeyListResponse,
  KeyResponse,
  NewKeyBody,
} from '../../debate/views/responses.ts';
import { keyScopes } from '../../shared/key-scope.ts';
import { integerBetween, usdAtMost } from './fields.ts';
import { isoTimeSchema, type SchemaType } from './responses.ts';

/** Body of `POST /api/v1/keys`. */
export const newKeySchema = ({ limits, access }: Contract): z.ZodType<SchemaType<NewKeyBody>> =>
  z
    .strictObject({
      name: z
        .string()
        .trim()
        .min(1)
        .max(limits.nameCharsMax)
        .openapi({ description: 'Who or what uses the key' }),
      scopes: z.array(z.enum(keyScopes)).min(1).max(keyScopes.length),
      tenant: z
        .string()
        .regex(/^[\w-]{1,64}$/, 'must be 1 to 64 letters, digits, - and _')
        .optional()
        .openapi({
          description: 'Creates the key for another tenant; allowed with a key of the default tenant only',
        }),
      lifetimeSeconds: integerBetween(1, access.keyLifetimeSecondsMax)
        .optional()
        .openapi({ description: 'If absent, the key never expires' }),
      usdPerDay: usdAtMost(limits.budgetUsdMax).optional().openapi({
        description:
          'What debates may cost that are created with the key on one day (UTC). If absent, there is no limit',
      }),
    })
    .openapi('NewKey');

/** Optional body of `POST /api/v1/tickets`. */
export const newTicketSchema: z.ZodType<SchemaType<NewTicketBody>> = z
  .strictObject({
    debate: z.string().optional().openapi({ description: 'Limits the socket to this debate' }),
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
  lastUsedAt: isoTimeSchema.nullable().openapi({ description: 'Accurate to a minute' }),
  usdPerDay: z.number().nullable(),
};

const keySchema: z.ZodType<SchemaType<KeyResponse>> = z.object(keyMembers).openapi('Key');

export const keyListSchema: z.ZodType<SchemaType<KeyListResponse>> = z
  .object({ keys: z.array(keySchema) })
  .openapi('KeyList');

export const createdKeySchema: z.ZodType<SchemaType<CreatedKeyResponse>> = z
  .object({
    ...keyMembers,
    key: z.string().openapi({ description: 'The text of the key. It is not shown again.' }),
  })
  .openapi('CreatedKey');

export const ticketSchema: z.ZodType<SchemaType<TicketResponse>> = z
  .object({ ticket: z.string(), expiresAt: isoTimeSchema })
  .openapi('Ticket');

export const sessionSchema: z.ZodType<SchemaType<SessionResponse>> = z
  .object({
    name: z.string().openapi({ description: 'The name of the key' }),
    tenant: z.string(),
    scopes: z.array(z.enum(keyScopes)),
    keyRequired: z.boolean().openapi({ description: 'False: the server needs no key' }),
  })
  .openapi('Session');

export const signInOptionsSchema: z.ZodType<SchemaType<SignInOptionsResponse>> = z
  .object({
    openId: z
      .object({ name: z.string().openapi({ description: 'What the page calls the issuer' }) })
      .nullable()
      .openapi({ description: 'Null: there is no sign-in by OpenID Connect' }),
  })
  .openapi('SignInOptions');
