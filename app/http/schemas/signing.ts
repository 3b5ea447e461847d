import { z } from '@hono/zod-openapi';
import type { SigningKeysResponse } from '../../debate/record/signature.ts';
import type { SchemaType } from './responses.ts';

const keyShape = {
  algorithm: z.literal('Ed25519'),
  keyId: z
    .string()
    .openapi({ description: 'The first 32 hex digits of the SHA-256 of the public key’s bytes' }),
  publicKey: z.string().openapi({ description: 'SubjectPublicKeyInfo (DER) as base64' }),
};

export const signatureSchema = z.object({
  ...keyShape,
  value: z.string().openapi({
    description:
      'Base64, over the canonical JSON (RFC 8785) of the record without `signature`. A record is signed when it is ' +
      'served, with the key of that day: one that was exported before keeps the key that it names.',
  }),
});

export const signingKeysSchema: z.ZodType<SchemaType<SigningKeysResponse>> = z
  .object({ keys: z.array(z.object(keyShape)) })
  .openapi('SigningKeys');
