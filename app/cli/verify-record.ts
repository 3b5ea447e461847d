import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto';
import type { StoredEvent } from '../debate/core/events.ts';
import { canonicalJson, findChainBreak } from '../debate/core/hash-chain.ts';
import { buildRecord, type DecisionRecord } from '../debate/record/decision-record.ts';
import { type Signature, type SignedRecord, signedText, toKeyId } from '../debate/record/signature.ts';
import { pluralize } from '../debate/views/labels.ts';
import { hasExactKeys, NonCanonicalJsonError, parseCanonical } from './canonical-json.ts';

/** One thing that was looked at: it holds, it does not, or it cannot be known from what there is. */
export interface VerificationResult {
  readonly status: 'pass' | 'fail' | 'unknown';
  readonly subject: string;
  readonly message: string;
}

const pass = (subject: string, message: string): VerificationResult => ({ status: 'pass', subject, message });
const fail = (subject: string, message: string): VerificationResult => ({ status: 'fail', subject, message });

/** The texts of files, as they are. */
export interface RecordInput {
  readonly record: string;
  /** The event log, a line an event. */
  readonly events: string | null;
  /** The id of the key that must have signed. */
  readonly keyId: string | null;
}

/** All that can be said of a record without asking anybody. */
export function verifyRecord({ record: text, events, keyId }: RecordInput): readonly VerificationResult[] {
  const value = tryParse(() => parseCanonical(text));
  if (typeof value === 'string') return [fail('file', isEventLog(text) ? expectedRecord : value)];
  const { value: record } = value;
  if (!isSignedRecord(record)) return [fail('signature', 'this is no record with a signature')];
  const results = [verifySignature(record), verifySigner(record.signature, keyId)];
  return events === null ? results : [...results, ...verifyLog(record, events)];
}

const expectedRecord = 'it is an event log: name the record (export as json), and the log with --events';

/** A line an event, of which the first is enough to know it by. */
function isEventLog(text: string): boolean {
  const first = tryParse(() => parseCanonical(text.split('\n', 1)[0] ?? ''));
  return (
    typeof first === 'object' &&
    typeof first.value === 'object' &&
    first.value !== null &&
    'seq' in first.value
  );
}

/** What a function returns, or why it could not read what it was given. */
function tryParse<T>(parse: () => T): { readonly value: T } | string {
  try {
    return { value: parse() };
  } catch (error) {
    if (error instanceof NonCanonicalJsonError) return error.message;
    throw error;
  }
}

/** A record in form. That it is one in substance is what its signature says. */
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
  if (!key) return fail('signature', 'its public key is none');
  if (keyIdOfPublicKey(publicKey) !== keyId)
    return fail('signature', 'its key id is not that of its public key');
  const bytes = decodeBase64(value);
  if (!bytes || !verify(null, Buffer.from(signedText(record)), key, bytes))
    return fail('signature', 'it does not fit: the record, or the signature, is not as it was signed');
  return pass('signature', 'the record is to the letter as it was signed');
}

function verifySigner({ keyId: signer }: Signature, expected: string | null): VerificationResult {
  if (expected === null)
    return {
      status: 'unknown',
      subject: 'signer',
      message:
        `key ${signer}, which the record itself brings along: whose it is, it cannot say, and anybody can make one. ` +
        'Ask the server (GET /api/v1/signing-keys) or its people, and name the key with --key',
    };
  return signer === expected
    ? pass('signer', `key ${signer}, as named`)
    : fail('signer', `key ${signer}, and not ${expected}`);
}

function verifyLog(record: SignedRecord, text: string): readonly VerificationResult[] {
  const lines = tryParse(() => parseEvents(text));
  if (typeof lines === 'string') return [fail('log', lines)];
  const log = lines.value;
  const sha256 = (hashed: string) => createHash('sha256').update(hashed).digest('hex');
  const brokenAt = findChainBreak(log, sha256);
  if (brokenAt !== null) return [fail('log', `event ${brokenAt} is missing, or is not as it was written`)];
  const chainResult = pass('log', `${pluralize(log.length, 'event')}, each with the hash of the one before`);
  const { hashes } = record;
  const matchesRecord =
    hasExactKeys(hashes, ['contract', 'log', 'events']) && hashes.log === log.at(-1)?.hash;
  // The hashes of events do not speak of the debate that they are of.
  if (!matchesRecord || log.some(({ debate }) => debate !== record.debate))
    return [chainResult, fail('head', 'this is not the log that the record was made from')];
  return [chainResult, pass('head', 'its last hash is the one in the record'), verifyReplay(record, log)];
}

/** Whether the events give this record. They do with the version of the program that made it. */
function verifyReplay(record: SignedRecord, log: readonly StoredEvent[]): VerificationResult {
  const replayed = replayRecord(log);
  if (typeof replayed === 'string') return fail('record', replayed);
  const { signature: _, ...stated } = record;
  const differing = differingMembers(stated, replayed);
  return differing.length === 0
    ? pass('record', 'the events add up to it, to the letter')
    : fail('record', `the events add up to another ${differing.join(', ')}, at least in this version`);
}

/** The record of a log, or why there is none: a log of a later version may hold what this one does not know. */
function replayRecord(log: readonly StoredEvent[]): DecisionRecord | string {
  try {
    return buildRecord(log) ?? 'the log has no end';
  } catch (error) {
    return `this version cannot add the events up: ${error instanceof Error ? error.message : error}`;
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
      throw new NonCanonicalJsonError(`line ${index + 1} is no event`);
    });
}

/** An event in form; the chain says the rest. */
const isEvent = (value: unknown): value is StoredEvent =>
  hasExactKeys(value, ['debate', 'seq', 'type', 'at', 'data', 'hash']);

/** A public key as it stands in a record, or null. */
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

/** Bytes from the one base64 text that they have, or null: other texts may decode to the same. */
function decodeBase64(text: string): Buffer | null {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : null;
}
