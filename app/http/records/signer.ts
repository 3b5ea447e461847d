import { createHash, createPrivateKey, createPublicKey, hkdfSync, sign } from 'node:crypto';
import type { DecisionRecord } from '../../debate/record/decision-record.ts';
import {
  type SignedRecord,
  type SigningKey,
  type SigningKeysResponse,
  signedText,
  toKeyId,
} from '../../debate/record/signature.ts';
import type { AppDeps } from '../deps.ts';
import type { RegisterRoute } from '../router.ts';
import { jsonResponse } from '../schemas/responses.ts';
import { signingKeysSchema } from '../schemas/signing.ts';

/** Signs records with the one key of this server. Ed25519 has no randomness: the same record, the same signature. */
export interface Signer {
  readonly key: SigningKey;
  sign(record: DecisionRecord): SignedRecord;
}

/** What precedes the 32 bytes of an Ed25519 private key in PKCS #8. */
const pkcs8Prefix = Buffer.from('302e020100300506032b657004220420', 'hex');

/** The signer whose key is derived from a secret text, so that any generated secret will do for one. */
export function createSigner(secret: string): Signer {
  const seed = Buffer.from(hkdfSync('sha256', secret, '', 'rostrum record signing key', 32));
  const der = Buffer.concat([pkcs8Prefix, seed]);
  const privateKey = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  const publicKey = createPublicKey(privateKey).export({ format: 'der', type: 'spki' });
  const key: SigningKey = {
    algorithm: 'Ed25519',
    keyId: toKeyId(createHash('sha256').update(publicKey).digest('hex')),
    publicKey: publicKey.toString('base64'),
  };
  return {
    key,
    sign(record) {
      const value = sign(null, Buffer.from(signedText(record)), privateKey).toString('base64');
      return { ...record, signature: { ...key, value } };
    },
  };
}

/** The public key that verifiers can pin. Anybody may know it. */
export function registerSigningKeyRoute(register: RegisterRoute, { signer }: AppDeps): void {
  const responses = { 200: jsonResponse('The key that signs records', signingKeysSchema) };
  register('signingKeys', { responses }, (c) => {
    const response: SigningKeysResponse = { keys: [signer.key] };
    return c.json(response);
  });
}
