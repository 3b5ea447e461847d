import { expect, test } from 'vitest';
import { openApp } from '../support/http/open-app.ts';
import { createTestApp, indexHtml } from '../support/http/test-app.ts';

const { app, database } = await openApp();

test.each(['/', '/debates/any-id'])('the page is served at %s and is revalidated each time', async (path) => {
  const answer = await app.call(path);
  expect(answer.text).toBe(indexHtml);
  expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(answer.headers.get('cache-control')).toBe('no-cache');
});

test('a browser gets the page for an unknown address, and a program a problem', async () => {
  const browser = await app.call('/nowhere', { headers: { accept: 'text/html,*/*' } });
  expect([browser.status, browser.text]).toEqual([404, indexHtml]);
  expect((await app.call('/nowhere')).json).toMatchObject({ status: 404, code: 'not-found' });
});

test('guides are listed and served, and an unknown one is an unknown address', async () => {
  expect((await app.call('/docs/guides')).text).toContain('href="/docs/guides/operations"');
  expect((await app.call('/docs/guides/operations')).text).toContain('<h1 id=');
  expect((await app.call('/docs/guides/nope')).json).toMatchObject({ status: 404, code: 'not-found' });
  const browser = await app.call('/docs/guides/nope', { headers: { accept: 'text/html,*/*' } });
  expect([browser.status, browser.text]).toEqual([404, indexHtml]);
});

test('hashed files are cached as immutable', async () => {
  const answer = await app.call('/assets/main-ABCDEFGH.js');
  expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  expect(answer.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
});

test('a client with the current ETag is answered 304', async () => {
  const etag = (await app.call('/')).headers.get('etag') ?? '';
  for (const tags of [etag, `"other", ${etag}`, `W/${etag}`, '*']) {
    const answer = await app.call('/', { headers: { 'if-none-match': tags } });
    expect([answer.status, answer.text, answer.headers.get('etag')]).toEqual([304, '', etag]);
  }
  expect((await app.call('/', { headers: { 'if-none-match': '"other"' } })).status).toBe(200);
});

test.each(['nothing.js', '..%2findex.html', '%2e%2e%2fmain.ts', '%00', 'a%5cb'])(
  'there is no file %s',
  async (name) => {
    expect((await app.call(`/assets/${name}`)).json).toMatchObject({ status: 404, code: 'not-found' });
  },
);

test('HEAD has the headers of GET and no body', async () => {
  const answer = await app.call('/', { method: 'HEAD' });
  expect([answer.status, answer.text]).toEqual([200, '']);
});

test('a server without the page is answered 404 with a pointer to the API', async () => {
  const bare = createTestApp(database.store, { pageAssets: { read: async () => null } });
  expect((await bare.call('/')).json.detail).toContain('/docs');
  bare.close();
});
