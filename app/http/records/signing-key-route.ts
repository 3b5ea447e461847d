import type { SigningKeysResponse } from '../../debate/record/signature.ts';
import type { RegisterRoute } from '../router.ts';
import { jsonResponse } from '../schemas/responses.ts';
import { signingKeysSchema } from '../schemas/signing.ts';
import type { Signer } from './signer.ts';

/** The public key, for verifiers to pin. It is not secret, so the route needs no API key. */
export function registerSigningKeyRoute(
  register: RegisterRoute,
  { signer }: { readonly signer: Pick<Signer, 'key'> },
): void {
  const responses = { 200: jsonResponse('The key that signs records', signingKeysSchema) };
  register('signingKeys', { responses }, (c) => {
    const response: SigningKeysResponse = { keys: [signer.key] };
    return c.json(response);
  });
}
