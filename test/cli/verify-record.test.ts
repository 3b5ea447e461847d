import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type RecordInput, type VerificationResult, verifyRecord } from '../../app/cli/verify-record.ts';
import type { StoredEvent } from '../../app/debate/core/events.ts';
import { toEnvelope } from '../../app/debate/core/frames.ts';
import { buildRecord } from '../../app/debate/record/decision-record.ts';
import type { SignedRecord } from '../../app/debate/record/signature.ts';
import { createSigner } from '../../app/http/records/signer.ts';
import { emptyLogHead, linkEvents, toStoredEvent } from '../../app/store/hash-chain.ts';
import {
  closedQuestionDebate,
  openQuestionDebate,
  type SampleDebate,
  testSigner,
} from '../support/debates/sample-debates.ts';

const { keyId } = testSigner.key;

/** A debate as the store has it: its hashes are real. */
function storedRecord({ id, events }: SampleDebate) {
  const log = linkEvents(emptyLogHead, events, '2026-03-01T00:00:00.000Z').map((link) =>
    toStoredEvent(id, link),
  );
  const record = buildRecord(log);
  if (!record) throw new Error('the debate has not ended');
  return { log, record: testSigner.sign(record) };
}

const { log, record } = storedRecord(openQuestionDebate());
const file = `${JSON.stringify(record, null, 2)}\n`;
const lines = (events: readonly StoredEvent[]) =>
  events.map((event) => `${JSON.stringify(toEnvelope(event))}\n`);
const jsonl = lines(log).join('');

const run = (input: Partial<RecordInput>) =>
  verifyRecord({ record: file, events: null, keyId: null, ...input });
const statuses = (checks: readonly VerificationResult[]) =>
  checks.map(({ subject, status }) => `${subject} ${status}`);

describe('an unchanged record', () => {
  test.each([
    ['exported', file],
    ['served', JSON.stringify(record)],
    [
      'with its members in another order',
      JSON.stringify(Object.fromEntries(Object.entries(record).reverse())),
    ],
  ])('is verified %s', (_, text) => {
    expect(statuses(run({ record: text, keyId }))).toEqual(['signature pass', 'signer pass']);
  });

  test('is verified with its log: the hash chain, its head and the replayed record', () => {
    expect(statuses(run({ events: jsonl, keyId }))).toEqual([
      ...['signature pass', 'signer pass'],
      ...['log pass', 'head pass', 'record pass'],
    ]);
  });

  test('has an unknown signer without a key id', () => {
    const [signature, signer] = run({});
    expect(signature?.status).toBe('pass');
    expect(signer).toMatchObject({ status: 'unknown', message: expect.stringContaining(keyId) });
  });
});

describe('a record signed with another key', () => {
  const { signature: _, ...bare } = record;
  const forger = createSigner('the secret of another signer altogether');
  const forged = JSON.stringify(forger.sign({ ...bare, answer: 'Pay me.' }));

  test('fails when the key id is given', () => {
    expect(statuses(run({ record: forged, keyId }))).toEqual(['signature pass', 'signer fail']);
  });

  test('fails with the key id of the original', () => {
    const borrowed = JSON.parse(forged);
    borrowed.signature.keyId = keyId;
    expect(statuses(run({ record: JSON.stringify(borrowed), keyId }))[0]).toBe('signature fail');
  });

  test('fails against the log', () => {
    const found = run({ record: forged, events: jsonl });
    expect(found.at(-1)).toMatchObject({ subject: 'record', status: 'fail' });
    expect(found.at(-1)?.message).toContain('different answer');
  });
});

/** The places of all characters within values: texts, numbers, true, false, null; and of the names of members. */
const places = [...file.matchAll(/"(?:[^"\\]|\\.)*"|[\w.-]+/g)].flatMap(({ 0: token, index }) =>
  Array.from({ length: token.length }, (_, offset) => index + offset),
);

test('a record with any changed character fails', () => {
  fc.assert(
    fc.property(fc.constantFrom(...places), fc.constantFrom(...'aZ019.-+/=e"\\ é\u0000'), (place, other) => {
      fc.pre(file[place] !== other);
      const text = file.slice(0, place) + other + file.slice(place + 1);
      expect(run({ record: text }).some(({ status }) => status === 'fail')).toBe(true);
    }),
    { numRuns: 500 },
  );
});

/** The next letter of base64: what differs are bits that no byte takes. */
const nextLetter = (base64: string) =>
  base64.replace(/(.)(=+)$/, (_, letter: string, rest: string) => {
    const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
    return `${letters[letters.indexOf(letter) + 1]}${rest}`;
  });

test.each([
  [
    'a signature with a changed last character',
    file.replace(record.signature.value, nextLetter(record.signature.value)),
  ],
  [
    'a key with a changed last character',
    file.replace(testSigner.key.publicKey, nextLetter(testSigner.key.publicKey)),
  ],
  ['a duplicate member', file.replace('{', '{"answer": "Pay me.",')],
  ['a number beyond double precision', file.replace(/0\.0025\b/, '0.00250000000000000001')],
  ['an additional member', file.replace('{', '{"advice": "Pay me.",')],
  ['a signature with an additional member', file.replace('"algorithm"', '"by": "me", "algorithm"')],
  ['another algorithm', file.replace('"Ed25519"', '"none"')],
  ['no signature', JSON.stringify({ ...record, signature: undefined })],
  ['JSON that is not a record', '[]'],
  ['a text that is not JSON', '<html>'],
])('%s fails the verification', (_, text) => {
  expect(text).not.toBe(file);
  expect(run({ record: text }).some(({ status }) => status === 'fail')).toBe(true);
});

describe('a log fails the verification when', () => {
  const all = lines(log);
  const other = storedRecord(closedQuestionDebate());

  test.each<[string, string, string]>([
    ['an event is missing', all.filter((_, index) => index !== 3).join(''), 'log'],
    ['the end is missing', all.slice(0, -1).join(''), 'head'],
    ['a word differs', jsonl.replace('Keep it whole', 'Keep it quiet'), 'log'],
    ['a line is cut off', jsonl.slice(0, -2), 'log'],
    ['a line has an additional member', jsonl.replace('{', '{"note":"x",'), 'log'],
    ['a line has a member twice', jsonl.replace('{', '{"seq":7,'), 'log'],
    ['an event names another debate', [...all.slice(0, -1), otherDebate(all.at(-1))].join(''), 'head'],
    ['it belongs to another debate', lines(other.log).join(''), 'head'],
    ['it is empty', '', 'log'],
  ])('%s', (_, events, subject) => {
    expect(events).not.toBe(jsonl);
    expect(run({ events, keyId }).findLast(({ status }) => status === 'fail')?.subject).toBe(subject);
  });

  test('it has an event that this version does not know', () => {
    const unknown = Object.assign({}, log[1], { type: 'debate.sold' });
    const links = linkEvents(
      emptyLogHead,
      [log[0], unknown, ...log.slice(2)].flatMap((event) => event ?? []),
      'then',
    );
    const strange = links.map((link) => toStoredEvent(record.debate, link));
    const hashes = { ...record.hashes, log: strange.at(-1)?.hash ?? '' };
    const text = JSON.stringify(testSigner.sign({ ...unsigned(record), hashes }));
    const found = run({ record: text, events: lines(strange).join(''), keyId }).at(-1);
    expect(found).toMatchObject({ subject: 'record', status: 'fail' });
    expect(found?.message).toContain('this version');
  });
});

const otherDebate = (line = '') => line.replace(`"debate":"${record.debate}"`, '"debate":"d9"');

function unsigned({ signature: _, ...bare }: SignedRecord) {
  return bare;
}

test('a file that is nested too deeply is no record', () => {
  const record = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
  const message = 'it is nested more than 100 levels deep';
  expect(verifyRecord({ record, events: null, keyId: null })).toMatchObject([{ status: 'fail', message }]);
});
