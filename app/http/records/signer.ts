import { createHash, createPrivateKey, createPublicKey, hkdfSync, sign } from 'node:crypto';
import type { DecisionRecord } from '../../debate/record/decision-record.ts';
import { type SignedRecord, type SigningKey, signedText, toKeyId } from '../../debate/record/signature.ts';

/** Signs records with the key of this server. Ed25519 is deterministic: the same record has the same signature. */
export interface Signer {
  readonly key: SigningKey;
  sign(record: DecisionRecord): SignedRecord;
  /** Of the webhooks of a tenant, as base64. */
  webhookSecret(tenant: string): string;
}

/** The PKCS #8 header of an Ed25519 private key; the 32 bytes of the key follow. */
const pkcs8Prefix = Buffer.from('302e020100300506032b657004220420', 'hex');

/** Derives the key from `secret` with HKDF, so that any generated secret can be used. */
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
    webhookSecret: (tenant) =>
      Buffer.from(hkdfSync('sha256', secret, '', `rostrum webhooks of ${tenant}`, 32)).toString('base64'),
    sign(record) {
      const value = sign(null, Buffer.from(signedText(record)), privateKey).toString('base64');
      return { ...record, signature: { ...key, value } };
    },
  };
}
