import { expect, test } from 'vitest';
import type { Store } from '../../../app/store/store.ts';
import { createExchangeCheck, type Exchange } from '../../support/http/check-exchange.ts';
import { openApp } from '../../support/http/open-app.ts';
import { createTestApp, startTestServer } from '../../support/http/test-app.ts';

const { app } = await openApp();
const check = createExchangeCheck((await app.call('/openapi.json')).json);

const created = { id: 'd1', url: '/api/v1/debates/d1', warnings: [] };
const creation = (changes: Partial<Exchange> = {}): Exchange => ({
  method: 'POST',
  path: '/api/v1/debates?x=1',
  requestBody: { question: 'Which?' },
  status: 202,
  mediaType: 'application/json',
  text: JSON.stringify(created),
  ...changes,
});

test('an exchange as it is documented is right', () => {
  expect(check(creation(), true)).toEqual([]);
  const problem = { type: '/docs#not-found', title: 'T', status: 404, code: 'not-found', detail: 'No.' };
  const refused = { status: 404, mediaType: 'application/problem+json', text: JSON.stringify(problem) };
  expect(check(creation({ ...refused, requestBody: 'anything' }), true)).toEqual([]);
});

test.each<readonly [Partial<Exchange>, string]>([
  [{ status: 201 }, 'createDebate 201: is not documented'],
  [{ text: '{}' }, "createDebate 202: / must have required property 'id'"],
  [
    { text: JSON.stringify({ ...created, more: 1 }) },
    'createDebate 202: / must NOT have additional properties: more',
  ],
  [{ mediaType: 'text/html' }, 'createDebate 202: has the media type text/html, which is not documented'],
  [
    { status: 404, text: '{}' },
    'createDebate 404: has the media type application/json, which is not documented',
  ],
  [{ requestBody: { question: 1 } }, 'createDebate 202: accepts a body whose /question must be string'],
])('%j is found', (changes, difference) => {
  expect(check(creation(changes), true)).toContain(difference);
});

test('every call of a test is checked', async () => {
  const list: Store['list'] = async () => JSON.parse('{ "debates": [], "next": 7 }');
  const other = createTestApp({ ...app.deps.store, list });
  await expect(other.call('/api/v1/debates')).rejects.toThrow('listDebates 200: /next must be string,null');
  other.close();
});

test('and every answer of a server in a test', async () => {
  const list: Store['list'] = async () => JSON.parse('{ "debates": [], "next": 7 }');
  const server = await startTestServer({ ...app.deps.store, list });
  await (await fetch(`${server.server.url}/api/v1/debates`)).text();
  await expect(server.stop()).rejects.toThrow('listDebates 200: /next must be string,null');
});
