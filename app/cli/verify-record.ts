import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto';
import type { StoredEvent } from '../debate/core/events.ts';
import { canonicalJson, findChainBreak } from '../debate/core/hash-chain.ts';
import { buildRecord, type DecisionRecord } from '../debate/record/decision-record.ts';
import { type Signature, type SignedRecord, signedText, toKeyId } from '../debate/record/signature.ts';
import { pluralize } from '../debate/views/labels.ts';
import { hasExactKeys, NonCanonicalJsonError, parseCanonical } from './canonical-json.ts';

/** The result of one check; unknown when the input is not enough to decide it. */
export interface VerificationResult {
  readonly status: 'pass' | 'fail' | 'unknown';
  readonly subject: string;
  readonly message: string;
  /** The key id that a person must compare, when the signer is unknown. */
  readonly signer?: string;
}

const pass = (subject: string, message: string): VerificationResult => ({ status: 'pass', subject, message });
const fail = (subject: string, message: string): VerificationResult => ({ status: 'fail', subject, message });

/** Unchanged contents of files. */
export interface RecordInput {
  readonly record: string;
  /** The event log as JSON lines. */
  readonly events: string | null;
  /** The key that must have signed the record. */
  readonly keyId: string | null;
}

/** Verifies a record offline. */
export function verifyRecord({ record: text, events, keyId }: RecordInput): readonly VerificationResult[] {
  const value = tryParse(() => parseCanonical(text));
  if (typeof value === 'string') return [fail('file', isEventLog(text) ? expectedRecord : value)];
  const { value: record } = value;
  if (!isSignedRecord(record)) return [fail('signature', 'the file is not a signed record')];
  const results = [verifySignature(record), verifySigner(record.signature, keyId)];
  return events === null ? results : [...results, ...verifyLog(record, events)];
}

const expectedRecord = 'this is an event log: pass the record (export as json), and the log with --events';

function isEventLog(text: string): boolean {
  const first = tryParse(() => parseCanonical(text.split('\n', 1)[0] ?? ''));
  return (
    typeof first === 'object' &&
    typeof first.value === 'object' &&
    first.value !== null &&
    'seq' in first.value
  );
}

/** The parsed value, or the message of the parse error. */
function tryParse<T>(parse: () => T): { readonly value: T } | string {
  try {
    return { value: parse() };
  } catch (error) {
    if (error instanceof NonCanonicalJsonError) return error.message;
    throw error;
  }
}

/** Checks only the shape of the signature; the signature itself proves the rest. */
function isSignedRecord(value: unknown): value is SignedRecord {
  return typeof value === 'object' && value !== null && 'signature' in value && isSignature(value.signature);
}

const isSignature = (value: unknown): value is Signature =>
  hasExactKeys(value, ['algorithm', 'keyId', 'publicKey', 'value']) &&
  value.algorithm === 'Ed25519' &&
  [value.keyId, value.publicKey, value.value].every((member) => typeof member === 'string');

function verifySignature(record: SignedRecord): VerificationResult {
  const { publicKey, keyId, value } = record.signature;
  const key = parsePublicKey(publicKey);
  if (!key) return fail('signature', 'the public key is invalid');
  if (keyIdOfPublicKey(publicKey) !== keyId)
    return fail('signature', 'the key id does not match the public key');
  const bytes = decodeBase64(value);
  if (!bytes || !verify(null, Buffer.from(signedText(record)), key, bytes))
    return fail('signature', 'invalid: the record or the signature has been changed');
  return pass('signature', 'valid: the record is unchanged');
}

function verifySigner({ keyId: signer }: Signature, expected: string | null): VerificationResult {
  if (expected === null)
    return {
      status: 'unknown',
      subject: 'signer',
      message: `key ${signer}, named by the record itself, which does not prove who signed it`,
      signer,
    };
  return signer === expected
    ? pass('signer', `key ${signer}, as expected`)
    : fail('signer', `key ${signer}, expected ${expected}`);
}

function verifyLog(record: SignedRecord, text: string): readonly VerificationResult[] {
  const lines = tryParse(() => parseEvents(text));
  if (typeof lines === 'string') return [fail('log', lines)];
  const log = lines.value;
  const sha256 = (hashed: string) => createHash('sha256').update(hashed).digest('hex');
  const brokenAt = findChainBreak(log, sha256);
  if (brokenAt !== null) return [fail('log', `event ${brokenAt} is missing or has been changed`)];
  const chainResult = pass('log', `${pluralize(log.length, 'event')}, hash chain intact`);
  const { hashes } = record;
  const matchesRecord =
    hasExactKeys(hashes, ['contract', 'log', 'events']) && hashes.log === log.at(-1)?.hash;
  // The hashes of events do not cover the debate id.
  if (!matchesRecord || log.some(({ debate }) => debate !== record.debate))
    return [chainResult, fail('head', 'the record was made from another log')];
  return [chainResult, pass('head', 'the last hash matches the record'), verifyReplay(record, log)];
}

/** Rebuilds the record from the events. Another version of the program may build a different one. */
function verifyReplay(record: SignedRecord, log: readonly StoredEvent[]): VerificationResult {
  const replayed = replayRecord(log);
  if (typeof replayed === 'string') return fail('record', replayed);
  const { signature: _, ...stated } = record;
  const differing = differingMembers(stated, replayed);
  return differing.length === 0
    ? pass('record', 'the events reproduce it exactly')
    : fail('record', `in this version the events give a different ${differing.join(', ')}`);
}

/** The record, or why it cannot be built: a later version may have written unknown events. */
function replayRecord(log: readonly StoredEvent[]): DecisionRecord | string {
  try {
    return buildRecord(log) ?? 'the log does not end';
  } catch (error) {
    return `this version cannot replay the events: ${error instanceof Error ? error.message : error}`;
  }
}

const differingMembers = (stated: DecisionRecord, replayed: DecisionRecord): string[] => {
  const [ours, theirs] = [replayed, stated].map((record) => new Map<string, unknown>(Object.entries(record)));
  const names = new Set([...(ours?.keys() ?? []), ...(theirs?.keys() ?? [])]);
  return [...names].filter((name) => canonicalJson(ours?.get(name)) !== canonicalJson(theirs?.get(name)));
};

function parseEvents(text: string): readonly StoredEvent[] {
  return text
    .replace(/\n$/, '')
    .split('\n')
    .map((line, index) => {
      const event = tryParse(() => parseCanonical(line));
      if (typeof event === 'string') throw new NonCanonicalJsonError(`line ${index + 1}: ${event}`);
      if (isEvent(event.value)) return event.value;
      throw new NonCanonicalJsonError(`line ${index + 1} is not an event`);
    });
}

/** Checks only the members; the hash chain proves the rest. */
const isEvent = (value: unknown): value is StoredEvent =>
  hasExactKeys(value, ['debate', 'seq', 'type', 'at', 'data', 'hash']);

/** An Ed25519 key from base64 DER; null when it is invalid. */
export function parsePublicKey(text: string): KeyObject | null {
  const key = decodeBase64(text);
  if (!key) return null;
  try {
    const publicKey = createPublicKey({ key, format: 'der', type: 'spki' });
    return publicKey.asymmetricKeyType === 'ed25519' ? publicKey : null;
  } catch {
    return null;
  }
}

export const keyIdOfPublicKey = (publicKey: string): string =>
  toKeyId(createHash('sha256').update(Buffer.from(publicKey, 'base64')).digest('hex'));

/** Null for base64 that is not canonical: several texts may decode to the same bytes. */
function decodeBase64(text: string): Buffer | null {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : null;
}
