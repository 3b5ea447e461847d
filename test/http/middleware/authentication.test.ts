import { describe, expect, test } from 'vitest';
import { functionClasses, type Route } from '../../../app/contract/route.ts';
import { type RouteName, routes } from '../../../app/contract/routes.ts';
import { keyScopes } from '../../../app/shared/key-scope.ts';
import { createTestKey, keyedAccess } from '../../support/http/api-keys.ts';
import { openApp } from '../../support/http/open-app.ts';
import { createTestApp } from '../../support/http/test-app.ts';
import { currentTransport } from '../../support/http/transports.ts';

let now = new Date('2026-06-01T00:00:00.000Z');
const { app, database } = await openApp({ policy: keyedAccess, now: () => now });

const list = (headers: Readonly<Record<string, string>> = {}, from = app) =>
  from.call('/api/v1/debates', { headers });
const bearer = (text: string) => ({ authorization: `Bearer ${text}` });

describe('a server that requires keys', () => {
  test('accepts a valid key with any case of Bearer', async () => {
    const { credential } = await createTestKey(database.store, 'a');
    expect((await list(bearer(credential))).status).toBe(200);
    expect((await list({ authorization: `bearer  ${credential}` })).status).toBe(200);
  });

  test('answers 401 with WWW-Authenticate without a key', async () => {
    const answer = await list();
    expect(answer.json).toMatchObject({ status: 401, code: 'unauthenticated' });
    expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="rostrum"');
    expect(answer.json.detail).toContain('Authorization: Bearer');
  });

  test('answers a wrong secret and an unknown key in the same way', async () => {
    const [key, other] = [await createTestKey(database.store, 'a'), await createTestKey(database.store, 'a')];
    const swapped = `rk_${key.id}_${other.credential.slice(-43)}`;
    const unknown = key.credential.replace(key.id, 'ffffffffffffffff');
    const answers = await Promise.all(
      [swapped, unknown, 'rk_', 'x', `${key.credential}x`].map((text) => list(bearer(text))),
    );
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401]);
    expect(new Set(answers.map(({ json }) => json.detail)).size).toBe(1);
  });

  test.each([
    ['Basic', (text: string) => `Basic ${Buffer.from(text).toString('base64')}`],
    ['no scheme', (text: string) => text],
    ['two keys', (text: string) => `Bearer ${text} ${text}`],
  ])('accepts a key as Bearer only, not with %s', async (_, header) => {
    const { credential } = await createTestKey(database.store, 'a');
    expect((await list({ authorization: header(credential) })).status).toBe(401);
  });

  test('accepts no key in the URL', async () => {
    const { credential } = await createTestKey(database.store, 'a');
    for (const name of ['key', 'api_key', 'access_token', 'ticket'])
      expect((await app.call(`/api/v1/agents?${name}=${credential}`)).status).toBe(401);
  });

  test('tells the holder of a key that it is revoked or expired', async () => {
    const revoked = await createTestKey(database.store, 'a');
    await database.store.revokeKey('a', revoked.id, now.toISOString());
    expect((await list(revoked.headers)).json).toMatchObject({
      status: 401,
      detail: 'This key has been revoked.',
    });
    const expiresAt = new Date(now.getTime() + 1).toISOString();
    const expiring = await createTestKey(database.store, 'a', keyScopes, { expiresAt });
    expect((await list(expiring.headers)).status).toBe(200);
    now = new Date(expiresAt);
    expect((await list(expiring.headers)).json).toMatchObject({
      status: 401,
      detail: `This key expired at ${expiresAt}.`,
    });
  });

  test('updates the last use of a key at most once per interval', async () => {
    const key = await createTestKey(database.store, 'a');
    const used = async () => (await database.store.findKey(key.id))?.lastUsedAt;
    const first = now.toISOString();
    await list(key.headers);
    expect(await used()).toBe(first);
    now = new Date(now.getTime() + 100);
    await list(key.headers);
    expect(await used()).toBe(first);
    now = new Date(now.getTime() + 101);
    await list(key.headers);
    expect(await used()).toBe(now.toISOString());
  });

  test('serves probes and the page without a key', async () => {
    const inside = currentTransport().isLambda ? [] : ['/metrics'];
    for (const path of ['/healthz', '/ready', '/health', ...inside, '/', '/docs', '/openapi.json'])
      expect([path, (await app.call(path)).status]).toEqual([path, 200]);
  });

  test('accepts any host name', async () => {
    const { headers } = await createTestKey(database.store, 'a');
    expect((await app.call('https://debates.example/api/v1/debates', { headers })).status).toBe(200);
  });
});

const authenticatedRoutes = (Object.entries(routes) as [RouteName, Route][]).filter(
  ([, { auth, class: of }]) =>
    auth !== 'none' && (!currentTransport().isLambda || functionClasses.includes(of)),
);

describe('a protected route', () => {
  test.each(authenticatedRoutes)(
    '%s is refused to a key that has every scope except the required one',
    async (_, route) => {
      const others = keyScopes.filter((scope) => scope !== route.auth);
      const { headers } = await createTestKey(database.store, 'a', others);
      const path = route.path.replace(/\{\w+\}/g, 'some-id');
      const answer = await app.call(path, { method: route.method.toUpperCase(), headers });
      expect(answer.status).toBe(403);
      // Not the members: errors of /v1 have another form.
      expect(answer.text).toContain('"code":"insufficient-scope"');
      expect(answer.text).toContain(`scope ${route.auth}`);
    },
  );

  test.each(authenticatedRoutes)('%s is answered 401 without a key', async (_, route) => {
    const path = route.path.replace(/\{\w+\}/g, 'some-id');
    expect((await app.call(path, { method: route.method.toUpperCase() })).status).toBe(401);
  });
});

test('all API routes but signing keys and signing in and out require a key; pages, probes and metrics do not', () => {
  const open = Object.entries(routes).flatMap(([name, { auth }]) => (auth === 'none' ? [name] : []));
  expect(open.sort()).toEqual(
    [
      ...['page', 'debatePage', 'keysPage', 'assets', 'docs', 'guides', 'guide', 'openapi'],
      ...['alive', 'ready', 'health', 'metrics', 'signingKeys', 'endSession'],
      ...['signInOptions', 'startSignIn', 'finishSignIn'],
    ].sort(),
  );
});

test('an open server requires no key and ignores one', async () => {
  const open = createTestApp(database.store);
  expect((await list({}, open)).status).toBe(200);
  expect((await list(bearer('nonsense'), open)).status).toBe(200);
  open.close();
});

test('a database outage is answered 503 and not 401', async () => {
  const gone = Object.assign(new Error('gone'), { code: 'ECONNREFUSED' });
  const { headers } = await createTestKey(database.store, 'a');
  const away = createTestApp(
    { ...database.store, findKey: () => Promise.reject(gone) },
    { policy: keyedAccess },
  );
  expect((await list(headers, away)).status).toBe(503);
  away.close();
});

test('the access log has the tenant, the key and the client address', async () => {
  const key = await createTestKey(database.store, 'logged');
  await list(key.headers);
  expect(app.logLines.findLast(({ msg }) => msg === 'request completed')).toMatchObject({
    tenant: 'logged',
    key: key.id,
    address: currentTransport().clientAddress,
  });
});
