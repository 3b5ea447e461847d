import { describe, expect, test } from 'vitest';
import { keyScopes } from '../../../app/shared/key-scope.ts';
import { createTestKey, keyedAccess, type TestKey } from '../../support/http/api-keys.ts';
import { openApp } from '../../support/http/open-app.ts';

let now = new Date('2026-06-01T00:00:00.000Z');
const { app, database } = await openApp({ policy: keyedAccess, now: () => now });
const { store } = database;
const origin = 'http://localhost';

async function signIn(key: TestKey, from = origin) {
  const answer = await app.call('/api/v1/session', {
    method: 'POST',
    headers: { ...key.headers, host: new URL(from).host, origin: from },
  });
  const header = answer.headers.get('set-cookie') ?? '';
  return { ...answer, header, cookie: header.split(';')[0] ?? '' };
}

const list = (cookie: string) => app.call('/api/v1/debates', { headers: { cookie } });
const cancel = (headers: Readonly<Record<string, string>>) =>
  app.call('/api/v1/debates/none/cancel', { method: 'POST', headers });

describe('the session of the page', () => {
  test('is an HttpOnly cookie without the secret, and identifies the caller', async () => {
    const key = await createTestKey(store, 'a');
    const { json, header, cookie } = await signIn(key);
    expect(json).toEqual({ name: 'of a', tenant: 'a', scopes: [...keyScopes], keyRequired: true });
    expect(header).toMatch(/; HttpOnly; SameSite=Strict$/);
    expect(header).not.toContain(key.credential.slice(-43));
    expect((await list(cookie)).status).toBe(200);
    expect((await app.call('/api/v1/session', { headers: { cookie } })).json.name).toBe('of a');
  });

  test('is sent over https only when it was started there', async () => {
    const { header } = await signIn(await createTestKey(store, 'a'), 'https://localhost');
    expect(header).toMatch(/; Secure$/);
  });

  test('ends when its key is revoked, and after 30 days', async () => {
    const [revoked, old] = [await createTestKey(store, 'a'), await createTestKey(store, 'a')];
    const cookies = [(await signIn(revoked)).cookie, (await signIn(old)).cookie] as const;
    await app.call(`/api/v1/keys/${revoked.id}`, { method: 'DELETE', headers: revoked.headers });
    expect((await list(cookies[0])).json.detail).toBe('This key has been revoked.');
    expect((await list(cookies[1])).status).toBe(200);
    now = new Date(now.getTime() + 31 * 24 * 60 * 60 * 1000);
    expect((await list(cookies[1])).json).toMatchObject({ status: 401, code: 'unauthenticated' });
  });

  test('cannot be forged or changed to another key', async () => {
    const [mine, other] = [await createTestKey(store, 'a'), await createTestKey(store, 'b')];
    const { cookie } = await signIn(mine);
    for (const forged of [
      cookie.replace(mine.id, other.id),
      `${cookie}x`,
      'rostrum_session=',
      `${cookie.slice(0, -1)}_`,
    ])
      expect((await list(forged)).status, forged).toBe(401);
  });

  test('changes something only for pages of this origin', async () => {
    const { cookie } = await signIn(await createTestKey(store, 'a'));
    expect((await cancel({ cookie })).json.code).toBe('origin-not-allowed');
    expect((await cancel({ cookie, origin: 'http://evil.example' })).json.code).toBe('origin-not-allowed');
    expect((await cancel({ cookie, origin })).json.code).toBe('not-found');
  });

  test('needs a valid key to start, and none to end', async () => {
    expect((await app.call('/api/v1/session', { method: 'POST' })).status).toBe(401);
    const { status, headers } = await app.call('/api/v1/session', { method: 'DELETE' });
    expect([status, headers.get('set-cookie')]).toEqual([204, expect.stringContaining('Max-Age=0')]);
  });
});
