import { createPublicKey, verify } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { createSigner } from '../../../app/http/records/signer.ts';
import { openQuestionDebate, testSigner } from '../../support/debates/sample-debates.ts';
import { keyedAccess } from '../../support/http/api-keys.ts';
import { openApp } from '../../support/http/open-app.ts';
import { createTestApp, seedDebate } from '../../support/http/test-app.ts';

const { app, database } = await openApp();
const id = await seedDebate(database.store, openQuestionDebate().events);

const getRecord = async (server = app) => (await server.call(`/api/v1/debates/${id}/record`)).json;

/** RFC 8785, written independently of the app: sorted members, no spaces. */
const sortMembers = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sortMembers);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, member]) => [name, sortMembers(member)]),
  );
};

test('a record is signed over its canonical JSON and verifies with the key that it names', async () => {
  const { signature, ...signed } = await getRecord();
  const key = createPublicKey({
    key: Buffer.from(signature.publicKey, 'base64'),
    format: 'der',
    type: 'spki',
  });
  const text = Buffer.from(JSON.stringify(sortMembers(signed)));
  expect(verify(null, text, key, Buffer.from(signature.value, 'base64'))).toBe(true);
  expect(signature).toMatchObject({ algorithm: 'Ed25519', keyId: testSigner.key.keyId });
});

test('the same record has the same signature each time and on each server', async () => {
  const exported = await app.call(`/api/v1/debates/${id}/export?format=json`);
  expect(exported.json).toEqual(await getRecord());
});

test('records are signed with the new key after the secret was replaced', async () => {
  const next = createTestApp(database.store, {
    signer: createSigner('another secret, as long as the one before'),
  });
  const { signature } = await getRecord(next);
  next.close();
  expect(signature.keyId).not.toBe(testSigner.key.keyId);
  expect(signature.keyId).toMatch(/^[\da-f]{32}$/);
});

test('the key depends on the secret alone', () => {
  expect(testSigner.key).toEqual(createSigner('a secret of more than thirty-two characters').key);
  expect(testSigner.key.keyId).toBe('dff7f3081e40d32319cf4aab9bf639ac');
});

test('the public key is served without an API key', async () => {
  const closed = createTestApp(database.store, { policy: keyedAccess });
  const answer = await closed.call('/api/v1/signing-keys');
  closed.close();
  expect([answer.status, answer.json]).toEqual([200, { keys: [testSigner.key] }]);
});

describe('an export names the signing key and the command that verifies it', () => {
  test.each(['md', 'html'])('%s', async (format) => {
    const { text } = await app.call(`/api/v1/debates/${id}/export?format=${format}`);
    expect(text).toContain(`npx rostrum verify RECORD.json --key ${testSigner.key.keyId}`);
    expect(text).toContain('GET /api/v1/signing-keys');
  });
});
