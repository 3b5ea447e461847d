import { describe, expect, test } from 'vitest';
import { applyOverrides } from '../../../app/contract/overrides.ts';
import { profile } from '../../../app/contract/profiles.ts';
import { openApp } from '../../support/http/open-app.ts';
import { createTestApp } from '../../support/http/test-app.ts';

const { app, database } = await openApp();

const create = (headers: Readonly<Record<string, string>>, from = app) =>
  from.call('/api/v1/debates', { method: 'POST', body: { question: 'Q' }, headers });

describe('a page of another origin', () => {
  const host = 'localhost:8080';

  test.each([
    'http://evil.example',
    'http://localhost:9090',
    'http://127.0.0.1:8080',
    'null',
    'localhost:8080',
    '',
  ])('with the Origin %j cannot change anything', async (origin) => {
    const answer = await create({ host, origin });
    expect(answer.json).toMatchObject({ status: 403, code: 'origin-not-allowed' });
  });

  test('gets 403 to a preflight, and for a path without a route', async () => {
    const headers = { host, origin: 'http://evil.example', 'access-control-request-method': 'POST' };
    for (const [path, method] of [
      ['/api/v1/debates', 'OPTIONS'],
      ['/api/v1/missing', 'POST'],
    ] as const)
      expect((await app.call(path, { method, headers })).json).toMatchObject({
        status: 403,
        code: 'origin-not-allowed',
      });
  });

  test('cannot open a socket', async () => {
    const headers = { host, origin: 'http://evil.example', upgrade: 'websocket', connection: 'upgrade' };
    expect((await app.call('/ws', { headers })).json).toMatchObject({
      status: 403,
      code: 'origin-not-allowed',
    });
  });

  test('gets no CORS headers, so that it cannot read responses', async () => {
    const answer = await app.call('/api/v1/debates', { headers: { host, origin: 'http://evil.example' } });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    expect(answer.headers.get('cross-origin-resource-policy')).toBe('same-origin');
  });

  test.each([
    { host: 'localhost:8080', origin: 'http://localhost:8080' },
    { host: 'localhost', origin: 'http://localhost:80' },
    { host: 'LOCALHOST:8080', origin: 'http://localhost:8080' },
    { host: '127.0.0.1:8080', origin: 'https://127.0.0.1:8080' },
    { host: 'localhost:8080' },
  ])('is distinguished from our own pages and clients without an Origin: %j', async (headers) => {
    expect((await create(headers)).status).toBe(202);
  });

  test('is recognised behind a proxy by X-Forwarded-Host', async () => {
    const proxied = createTestApp(database.store, {
      contract: applyOverrides(profile('test'), { edge: { trustedProxies: 1 } }),
    });
    const headers = { host: '127.0.0.1:8080', origin: 'https://debates.example' };
    const forwarded = { ...headers, 'x-forwarded-host': 'debates.example' };
    expect((await create(forwarded, proxied)).status).toBe(202);
    expect((await create(headers, proxied)).status).toBe(403);
    expect((await create(forwarded)).status).toBe(403);
    proxied.close();
  });
});

describe('the Host check of an open server', () => {
  const at = (url: string, from = app) => from.call(url);

  test.each(['http://evil.example/', 'http://127.0.0.1.evil.example/api/v1/debates', 'http://10.0.0.1/'])(
    'is not ours: %s',
    async (url) => {
      const answer = await at(url);
      expect(answer.json).toMatchObject({ status: 421, code: 'misdirected-request' });
      expect(answer.json.detail).toContain('localhost');
    },
  );

  test.each([
    'http://localhost/',
    'http://127.0.0.1:81/',
    'http://127.9.9.9/',
    'http://[::1]:8080/',
    'http://a.localhost/',
  ])('accepts %s', async (url) => expect((await at(url)).status).toBe(200));

  test('does not apply to a server that requires keys', async () => {
    const policy = { isOpen: false, pepper: null, origins: [] };
    const open = createTestApp(database.store, { policy });
    expect((await at('http://debates.example/', open)).status).toBe(200);
    open.close();
  });
});

test('every response has the security headers, including errors and files', async () => {
  for (const path of ['/', '/docs', '/healthz', '/api/v1/debates', '/nowhere', '/api/v1/debates?limit=x']) {
    const { headers } = await app.call(path);
    expect(Object.fromEntries(headers)).toMatchObject({
      'content-security-policy':
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
        "base-uri 'none'; frame-ancestors 'none'; form-action 'self'; require-trusted-types-for 'script'; " +
        "trusted-types 'none'",
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
    });
  }
});

describe('the request id', () => {
  const idOf = async (given?: string) =>
    (
      await app.call('/healthz', { headers: given === undefined ? {} : { 'x-request-id': given } })
    ).headers.get('x-request-id');

  test('is the client’s if it is safe to log, else a new one', async () => {
    expect(await idOf('trace-1.a_B')).toBe('trace-1.a_B');
    for (const given of [undefined, 'with space', 'a"b', 'x'.repeat(65)])
      expect(await idOf(given)).toMatch(/^[0-9a-f-]{36}$/);
    expect(await idOf()).not.toBe(await idOf());
  });

  test('is in problems and in the log', async () => {
    const answer = await app.call('/nowhere', { headers: { 'x-request-id': 'find-me' } });
    expect(answer.json.requestId).toBe('find-me');
    expect(app.logLines).toContainEqual(
      expect.objectContaining({ requestId: 'find-me', status: 404, path: '/nowhere' }),
    );
  });
});

describe('the access log', () => {
  test('has one line per request, without its query string', async () => {
    await app.call('/api/v1/debates?q=secret-words');
    const line = app.logLines.at(-1);
    expect(line).toMatchObject({
      msg: 'request completed',
      method: 'GET',
      path: '/api/v1/debates',
      route: 'listDebates',
      status: 200,
    });
    expect(JSON.stringify(app.logLines)).not.toContain('secret-words');
  });

  test('has probes at level debug only', async () => {
    await app.call('/healthz');
    expect(app.logLines.at(-1)).toMatchObject({ level: 20, route: 'alive' });
  });
});
