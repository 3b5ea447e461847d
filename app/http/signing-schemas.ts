import { z } from '@hono/zod-openapi';
import type { SigningKeysResource } from '../debate/signature.ts';
import type { Described } from './resource-schemas.ts';

const members = {
  algorithm: z.literal('Ed25519'),
  keyId: z
    .string()
    .openapi({ description: 'The first 32 hex digits of the SHA-256 of the public key’s bytes' }),
  publicKey: z.string().openapi({ description: 'SubjectPublicKeyInfo (DER) as base64' }),
};

export const signature = z.object({
  ...members,
  value: z.string().openapi({
    description:
      'Base64, over the canonical JSON (RFC 8785) of the record without `signature`. A record is signed when it is ' +
      'served, with the key of that day: one that was exported before keeps the key that it names.',
  }),
});

export const signingKeysSchema: z.ZodType<Described<SigningKeysResource>> = z
  .object({ keys: z.array(z.object(members)) })
  .openapi('SigningKeys');
