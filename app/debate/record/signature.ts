import { canonicalJson } from '../core/hash-chain.ts';
import type { DecisionRecord } from './decision-record.ts';

/** The public half of a key that signs records. */
export interface SigningKey {
  readonly algorithm: 'Ed25519';
  /** The first 32 hex digits of the SHA-256 of the public key's bytes. */
  readonly keyId: string;
  /** SubjectPublicKeyInfo (DER) as base64, a format that OpenSSL reads. */
  readonly publicKey: string;
}

/** Proves that a record is unchanged since the server signed it. */
export interface Signature extends SigningKey {
  /** 64 bytes as base64, over the record's signed text in UTF-8. */
  readonly value: string;
}

/** A record with its signature, which covers the hashes of its log and its contract too. */
export type SignedRecord = DecisionRecord & { readonly signature: Signature };

/** Response of `GET /api/v1/signing-keys`. */
export interface SigningKeysResponse {
  readonly keys: readonly SigningKey[];
}

/** The signed text: the canonical JSON of the record without its member `signature`. */
export function signedText(record: object): string {
  const { signature: _, ...signed }: { readonly signature?: unknown } = { ...record };
  return canonicalJson(signed);
}

/** The id of a public key whose bytes have this SHA-256 (hex). */
export const toKeyId = (sha256: string): string => sha256.slice(0, 32);
