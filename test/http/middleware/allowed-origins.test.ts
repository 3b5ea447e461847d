import { describe, expect, test } from 'vitest';
import { cancelledDebate } from '../../support/debates/sample-debates.ts';
import { openApp } from '../../support/http/open-app.ts';
import { createTestApp, seedDebate } from '../../support/http/test-app.ts';

const allowed = ['https://debates.example', 'http://localhost:9090'];

const { app, database } = await openApp({ policy: { isOpen: true, pepper: null, origins: allowed } });
const ended = await seedDebate(database.store, cancelledDebate().events);

const upgrade = { upgrade: 'websocket', connection: 'upgrade' };
const create = (origin: string, from = app) =>
  from.call('/api/v1/debates', { method: 'POST', body: { question: 'Q' }, headers: { origin } });
const socket = (origin: string, from = app) => from.call('/ws', { headers: { origin, ...upgrade } });
/** Requests an ended stream, which is answered 204 unless it is refused. */
const stream = (headers: Readonly<Record<string, string>>, from = app) =>
  from.call(`/api/v1/debates/${ended}/events?after=2`, { headers });

describe('with configured origins', () => {
  test.each(allowed)('pages of %s are allowed', async (origin) => {
    expect((await create(origin)).status).toBe(202);
    expect((await stream({ origin, accept: 'application/json' })).status).toBe(200);
    expect((await socket(origin)).json.code).toBe('upgrade-required');
  });

  test.each([
    'https://debates.example:444',
    'http://debates.example',
    'https://debates.example/',
    'https://DEBATES.example',
    'https://debates.example.evil.example',
    'https://evil.example',
    'http://localhost',
    'null',
    '',
  ])('a page of %j is refused, because origins must match exactly', async (origin) => {
    for (const attempt of [create, socket])
      expect((await attempt(origin)).json.code).toBe('origin-not-allowed');
    expect((await stream({ origin })).json).toMatchObject({ status: 403, code: 'origin-not-allowed' });
  });
});

describe('without configured origins', () => {
  test('a stream is allowed for pages of this server and for clients without an Origin', async () => {
    const plain = createTestApp(database.store);
    const json = { accept: 'application/json' };
    const host = 'localhost:8080';
    expect((await stream({ ...json, host, origin: 'http://localhost:8080' }, plain)).status).toBe(200);
    expect((await stream({ ...json, host }, plain)).status).toBe(200);
    expect((await stream({ host, origin: 'http://localhost:9090' }, plain)).status).toBe(403);
    plain.close();
  });
});

test('a refused origin is in the audit log', async () => {
  await create('https://evil.example');
  await app.deps.accessControl.auditLog.close();
  const entries = await database.store.listAuditEntries('', 100);
  const refused = { action: 'deny', outcome: 'origin-not-allowed', subject: 'createDebate', actor: '' };
  expect(entries).toContainEqual(expect.objectContaining(refused));
});
