import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto';
import { canonicalJson, verifyChain } from '../debate/chain.ts';
import type { Stored } from '../debate/events.ts';
import { type DecisionRecord, recordOf } from '../debate/record.ts';
import { keyIdOf, type Signature, type SignedRecord, signedText } from '../debate/signature.ts';
import { plural } from '../debate/words.ts';
import { hasExactly, NotAsWritten, readStrictly } from './strict-json.ts';

/** One thing that was looked at: it holds, it does not, or it cannot be known from what there is. */
export interface Check {
  readonly verdict: 'holds' | 'broken' | 'unknown';
  readonly about: string;
  readonly says: string;
}

const holds = (about: string, says: string): Check => ({ verdict: 'holds', about, says });
const broken = (about: string, says: string): Check => ({ verdict: 'broken', about, says });

/** The texts of files, as they are. */
export interface Given {
  readonly record: string;
  /** The event log, a line an event. */
  readonly events: string | null;
  /** The id of the key that must have signed. */
  readonly keyId: string | null;
}

/** All that can be said of a record without asking anybody. */
export function checkRecord({ record: text, events, keyId }: Given): readonly Check[] {
  const value = attempt(() => readStrictly(text));
  if (typeof value === 'string') return [broken('file', isLog(text) ? wantsRecord : value)];
  const { read: record } = value;
  if (!isSigned(record)) return [broken('signature', 'this is no record with a signature')];
  const checks = [checkSignature(record), checkSigner(record.signature, keyId)];
  return events === null ? checks : [...checks, ...checkLog(record, events)];
}

const wantsRecord = 'it is an event log: name the record (export as json), and the log with --events';

/** A line an event, of which the first is enough to know it by. */
function isLog(text: string): boolean {
  const first = attempt(() => readStrictly(text.split('\n', 1)[0] ?? ''));
  return (
    typeof first === 'object' && typeof first.read === 'object' && first.read !== null && 'seq' in first.read
  );
}

/** What a function returns, or why it could not read what it was given. */
function attempt<T>(read: () => T): { readonly read: T } | string {
  try {
    return { read: read() };
  } catch (error) {
    if (error instanceof NotAsWritten) return error.message;
    throw error;
  }
}

/** A record in form. That it is one in substance is what its signature says. */
function isSigned(value: unknown): value is SignedRecord {
  return typeof value === 'object' && value !== null && 'signature' in value && isSignature(value.signature);
}

const isSignature = (value: unknown): value is Signature =>
  hasExactly(value, ['algorithm', 'keyId', 'publicKey', 'value']) &&
  value.algorithm === 'Ed25519' &&
  [value.keyId, value.publicKey, value.value].every((member) => typeof member === 'string');

function checkSignature(record: SignedRecord): Check {
  const { publicKey, keyId, value } = record.signature;
  const key = readPublicKey(publicKey);
  if (!key) return broken('signature', 'its public key is none');
  if (keyIdOfText(publicKey) !== keyId)
    return broken('signature', 'its key id is not that of its public key');
  const bytes = bytesOf(value);
  if (!bytes || !verify(null, Buffer.from(signedText(record)), key, bytes))
    return broken('signature', 'it does not fit: the record, or the signature, is not as it was signed');
  return holds('signature', 'the record is to the letter as it was signed');
}

function checkSigner({ keyId: signer }: Signature, wanted: string | null): Check {
  if (wanted === null)
    return {
      verdict: 'unknown',
      about: 'signer',
      says:
        `key ${signer}, which the record itself brings along: whose it is, it cannot say, and anybody can make one. ` +
        'Ask the server (GET /api/v1/signing-keys) or its people, and name the key with --key',
    };
  return signer === wanted
    ? holds('signer', `key ${signer}, as named`)
    : broken('signer', `key ${signer}, and not ${wanted}`);
}

function checkLog(record: SignedRecord, text: string): readonly Check[] {
  const lines = attempt(() => readEvents(text));
  if (typeof lines === 'string') return [broken('log', lines)];
  const log = lines.read;
  const sha256 = (hashed: string) => createHash('sha256').update(hashed).digest('hex');
  const fault = verifyChain(log, sha256);
  if (fault !== null) return [broken('log', `event ${fault} is missing, or is not as it was written`)];
  const chain = holds('log', `${plural(log.length, 'event')}, each with the hash of the one before`);
  const { hashes } = record;
  const same = hasExactly(hashes, ['contract', 'log', 'events']) && hashes.log === log.at(-1)?.hash;
  // The hashes of events do not speak of the debate that they are of.
  if (!same || log.some(({ debate }) => debate !== record.debate))
    return [chain, broken('head', 'this is not the log that the record was made from')];
  return [chain, holds('head', 'its last hash is the one in the record'), checkFold(record, log)];
}

/** Whether the events give this record. They do with the version of the program that made it. */
function checkFold(record: SignedRecord, log: readonly Stored[]): Check {
  const folded = folding(log);
  if (typeof folded === 'string') return broken('record', folded);
  const { signature: _, ...said } = record;
  const differing = differences(said, folded);
  return differing.length === 0
    ? holds('record', 'the events add up to it, to the letter')
    : broken('record', `the events add up to another ${differing.join(', ')}, at least in this version`);
}

/** The record of a log, or why there is none: a log of a later version may hold what this one does not know. */
function folding(log: readonly Stored[]): DecisionRecord | string {
  try {
    return recordOf(log) ?? 'the log has no end';
  } catch (error) {
    return `this version cannot add the events up: ${error instanceof Error ? error.message : error}`;
  }
}

const differences = (said: DecisionRecord, folded: DecisionRecord): string[] => {
  const [ours, theirs] = [folded, said].map((record) => new Map<string, unknown>(Object.entries(record)));
  const names = new Set([...(ours?.keys() ?? []), ...(theirs?.keys() ?? [])]);
  return [...names].filter((name) => canonicalJson(ours?.get(name)) !== canonicalJson(theirs?.get(name)));
};

function readEvents(text: string): readonly Stored[] {
  return text
    .replace(/\n$/, '')
    .split('\n')
    .map((line, index) => {
      const event = attempt(() => readStrictly(line));
      if (typeof event === 'string') throw new NotAsWritten(`line ${index + 1}: ${event}`);
      if (isEvent(event.read)) return event.read;
      throw new NotAsWritten(`line ${index + 1} is no event`);
    });
}

/** An event in form; the chain says the rest. */
const isEvent = (value: unknown): value is Stored =>
  hasExactly(value, ['debate', 'seq', 'type', 'at', 'data', 'hash']);

/** A public key as it stands in a record, or null. */
export function readPublicKey(text: string): KeyObject | null {
  const key = bytesOf(text);
  if (!key) return null;
  try {
    const read = createPublicKey({ key, format: 'der', type: 'spki' });
    return read.asymmetricKeyType === 'ed25519' ? read : null;
  } catch {
    return null;
  }
}

export const keyIdOfText = (publicKey: string): string =>
  keyIdOf(createHash('sha256').update(Buffer.from(publicKey, 'base64')).digest('hex'));

/** Bytes from the one base64 text that they have, or null: other texts may decode to the same. */
function bytesOf(text: string): Buffer | null {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : null;
}
