import { canonicalJson } from '../core/hash-chain.ts';
import type { DecisionRecord } from './decision-record.ts';

/** A public key that signs records. */
export interface SigningKey {
  readonly algorithm: 'Ed25519';
  /** The first 32 hex digits of the SHA-256 of the public key's bytes. */
  readonly keyId: string;
  /** SubjectPublicKeyInfo (DER) as base64: what OpenSSL reads. */
  readonly publicKey: string;
}

/** Who vouches that a record is as the server gave it. */
export interface Signature extends SigningKey {
  /** 64 bytes as base64, over the record's signed text in UTF-8. */
  readonly value: string;
}

/** A record as servers hand it out: it names its log and its contract by their hashes, so those are signed with it. */
export type SignedRecord = DecisionRecord & { readonly signature: Signature };

/** Answer to `GET /api/v1/signing-keys`. */
export interface SigningKeysResponse {
  readonly keys: readonly SigningKey[];
}

/** What the signature is over: the canonical JSON of the record without its member `signature`. */
export function signedText(record: object): string {
  const { signature: _, ...signed }: { readonly signature?: unknown } = { ...record };
  return canonicalJson(signed);
}

/** The id of a public key, from the SHA-256 (hex) of its bytes. */
export const toKeyId = (sha256: string): string => sha256.slice(0, 32);
