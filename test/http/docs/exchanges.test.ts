import { expect, test } from 'vitest';
import type { StreamFrame } from '../../../app/debate/core/frames.ts';
import { revokedFrame } from '../../../app/http/live/control-frames.ts';
import type { Store } from '../../../app/store/store.ts';
import { createExchangeCheck, type Exchange } from '../../support/http/check-exchange.ts';
import { openApp } from '../../support/http/open-app.ts';
import { createTestApp, startTestServer } from '../../support/http/test-app.ts';

const { app } = await openApp();
const check = createExchangeCheck((await app.call('/openapi.json')).json);

const created = { id: 'd1', url: '/api/v1/debates/d1', warnings: [] };
const creation = (changes: Partial<Exchange> = {}): Exchange => ({
  method: 'POST',
  path: '/api/v1/debates',
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

const listing = (query: string): Exchange => ({
  ...creation({ method: 'GET', requestBody: undefined, status: 200 }),
  path: `/api/v1/debates${query}`,
  text: JSON.stringify({ debates: [], next: null }),
});

test('a query as it is documented is right', () => {
  expect(check(listing('?limit=5&q=a%20b&status=decided'), true)).toEqual([]);
  expect(check({ ...listing('?limit=x&y=1'), status: 400 }, true)).not.toContain('accepts');
  const page = { ...listing(''), path: '/debates/d1?at=3', mediaType: 'text/html' };
  expect(check(page, true)).toEqual([]);
});

test.each([
  ['?colour=red', 'accepts ?colour, which is not documented: add it to the query, or refuse it'],
  ['?limit=many', 'accepts ?limit=many, where / must be integer: change its schema, or refuse it'],
  ['?limit=5&limit=0', 'accepts ?limit=0, where / must be >= 1: change its schema, or refuse it'],
  ['?status=lost', 'accepts ?status=lost, where / must be equal to one of the allowed values: '],
])('the query %s is found', (query, difference) => {
  expect(check(listing(query), true).join()).toContain(`listDebates 200: ${difference}`);
});

test('a request without a required parameter is found', () => {
  const exported = { ...listing(''), path: '/api/v1/debates/d1/export', mediaType: 'text/markdown' };
  expect(check(exported, true)).toContain(
    'exportDebate 200: accepts a request without ?format: make it optional, or refuse the request',
  );
});

const stream = (path: string, ...frames: readonly unknown[]): Exchange => ({
  ...listing(''),
  path,
  mediaType: 'text/event-stream',
  text: frames.map((frame) => `event: x\ndata: ${JSON.stringify(frame)}\n\n`).join(''),
});
const events = '/api/v1/debates/d1/events?lastEventId=3&_=1';
const data = { turn: 't', attempt: 1, offset: 0, text: 'To be' };
const delta: StreamFrame = { debate: 'd1', type: 'turn.delta', data };
const chunk = {
  id: 'd1',
  object: 'chat.completion.chunk',
  created: 1,
  model: 'rostrum/standard',
  choices: [{ index: 0, delta: { content: 'Yes.' }, logprobs: null, finish_reason: null }],
};
const completions = '/v1/chat/completions';

test('a literal that may be null is documented with it', () => {
  const messages = [{ role: 'user', content: 'Which?' }];
  const requestBody = { model: 'rostrum/standard', messages, n: null };
  const asked = { ...stream(completions, chunk), method: 'POST', requestBody };
  expect(check(asked, true)).toEqual([]);
  expect(check({ ...asked, requestBody: { ...requestBody, n: 2 } }, true)).not.toEqual([]);
});

test('frames as they are documented are right', () => {
  const frames: readonly StreamFrame[] = [
    { type: 'subscribed', debate: 'd1', mode: 'resumed', seq: 3, heartbeatMs: 400, retryMs: 20 },
    delta,
    { debate: 'd1', type: 'turn.snapshot', data: { turn: 't', attempt: 1, text: 'To be' } },
    { type: 'heartbeat' },
    { type: 'evicted', debate: 'd1', after: 3, retryMs: 20 },
    { type: 'reconnect', retryMs: 20 },
    revokedFrame,
  ];
  expect(check(stream(events, ...frames), true)).toEqual([]);
  const done = { ...stream(completions, chunk), method: 'POST' };
  expect(check({ ...done, text: `: \n\n${done.text}data: [DONE]\n\n` }, true)).toEqual([]);
});

test.each<readonly [string, Exchange, string]>([
  ['of an unknown type', stream(events, { type: 'turn.sung' }), 'where the type turn.sung has no schema'],
  [
    'without a member',
    stream(events, { ...delta, data: { ...data, offset: undefined } }),
    "where /data must have required property 'offset': change the schema of its frames, or the frame",
  ],
  [
    'after right ones, with another member',
    stream(events, delta, { ...delta, seq: 3 }),
    'where / must NOT have additional properties: seq',
  ],
  [
    'of a completion',
    {
      ...stream(completions, { ...chunk, choices: [{ ...chunk.choices[0], delta: { text: 'Yes.' } }] }),
      method: 'POST',
    },
    'where /choices/0/delta must NOT have additional properties: text',
  ],
])('a frame %s is found', (_, exchange, difference) => {
  expect(check(exchange, true).join()).toContain(difference);
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

test('and every frame of its event streams when it is written', async () => {
  const { store } = app.deps;
  const events: Store['events'] = async (...page) =>
    (await store.events(...page)).map((event) => JSON.parse(JSON.stringify({ ...event, data: { more: 1 } })));
  const server = await startTestServer({ ...store, events });
  const body = { question: 'Which?' };
  const { id } = (await server.call('/api/v1/debates', { method: 'POST', body })).json;
  const response = await fetch(`${server.server.url}/api/v1/debates/${id}/events`);
  for await (const text of response.body?.pipeThrough(new TextDecoderStream()) ?? [])
    if (text.includes('debate.created')) break;
  await expect(server.stop()).rejects.toThrow('/data must NOT have additional properties: more');
});
