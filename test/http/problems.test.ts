import { describe, expect, test } from 'vitest';
import { profile, withDifferences } from '../../app/contract/profiles.ts';
import { createHandler } from '../../app/http/function.ts';
import { catalogue, type ProblemCode, Refusal, refuseAs } from '../../app/http/problems.ts';
import { systemTimers } from '../../app/live/timers.ts';
import type { Store } from '../../app/store/store.ts';
import { created } from '../support/debate-events.ts';
import { balancerEvent, door, doors, responseOf, withTime } from '../support/doors.ts';
import {
  type Answer,
  answerOf,
  type CallOptions,
  type Changes,
  seed,
  testApp,
  testServer,
} from '../support/http.ts';
import { byKey, newKey } from '../support/keys.ts';
import { createManualTimers } from '../support/manual-timers.ts';
import { openApp } from '../support/open-app.ts';
import { readAnswer, tcp } from '../support/tcp.ts';
import { cancelledDebate } from '../support/worked-debate.ts';

const { app, database } = await openApp();
const ended = await seed(database.store, cancelledDebate().events);

const create = (options: CallOptions) => app.call('/api/v1/debates', { method: 'POST', ...options });
const json = { 'content-type': 'application/json' };

/** Of a server that asks for keys. */
async function keyed(path: string, options: CallOptions = {}, changes: Changes = {}): Promise<Answer> {
  const other = testApp(database.store, { rules: byKey, ...changes });
  const answer = await other.call(path, options);
  other.close();
  return answer;
}

const failing = (error: Error): Store => ({ ...database.store, get: () => Promise.reject(error) });
const waiting = (): Store => ({ ...database.store, get: () => new Promise(() => {}) });

async function against(store: Store): Promise<Answer> {
  const other = testApp(store);
  try {
    return await other.call('/api/v1/debates/any', { headers: { 'x-request-id': 'the-request' } });
  } finally {
    other.close();
  }
}

async function sent(bytes: string): Promise<Answer> {
  const limits = { headersMs: 100, requestMs: 100, connectionsCheckMs: 20, headerBytesMax: 2000 };
  const server = await testServer(database.store, {
    contract: withDifferences(profile('test'), { http: limits }),
  });
  try {
    return readAnswer(await tcp(server.server.port, bytes));
  } finally {
    await server.stop();
  }
}

/** A way to meet every problem: a code that is added to the catalogue does not compile before it has one here. */
const ways: Readonly<Record<ProblemCode, () => Promise<Answer>>> = {
  'malformed-request': () => sent('this is not HTTP\r\n\r\n'),
  'headers-too-large': () => sent(`GET / HTTP/1.1\r\nHost: localhost\r\nCookie: ${'x'.repeat(3000)}\r\n\r\n`),
  'request-timeout': () => sent('GET / HTTP/1.1\r\nHost: localhost\r\n'),
  'bad-body': () => create({ body: '{', headers: json }),
  'bad-query': () => app.call('/api/v1/debates?limit=x'),
  'bad-cursor': () => app.call('/api/v1/debates?cursor=x'),
  'bad-idempotency-key': () => create({ body: { question: 'Q' }, headers: { 'idempotency-key': ' ' } }),
  unauthenticated: () => keyed('/api/v1/debates'),
  async forbidden() {
    const { headers } = await newKey(database.store, 'local', ['run']);
    return keyed('/api/v1/debates', { headers });
  },
  'cross-origin': () => create({ headers: { origin: 'http://evil.example' } }),
  'inside-only': () => app.call('/metrics', { headers: { via: 'proxy' } }),
  'not-found': () => app.call('/nowhere'),
  'method-not-allowed': () => app.call('/api/v1/debates', { method: 'PUT' }),
  async 'client-closed'() {
    const other = testApp(waiting());
    const client = AbortSignal.abort();
    const response = await other.hono.request('/api/v1/debates/any', { signal: client });
    other.close();
    return answerOf(response.status, response.headers, await response.text());
  },
  ended: () => app.call(`/api/v1/debates/${ended}/pause`, { method: 'POST' }),
  async running() {
    const { json } = await create({ body: { question: 'Q' } });
    return app.call(json.url, { method: 'DELETE' });
  },
  async 'out-of-turn'() {
    const refusal = { refused: 'not-due', detail: 'Too late.' } as const;
    const other = testApp({ ...database.store, get: async () => refuseAs(refusal) });
    const answer = await other.call('/api/v1/debates/any');
    other.close();
    return answer;
  },
  async 'too-many-notes'() {
    const contract = withDifferences(profile('test'), { limits: { notesMax: 0 } });
    const { json: debate } = await create({ body: { question: 'Q' } });
    const other = testApp(database.store, { contract });
    const options = { method: 'POST', body: { text: 'Mind it.' } };
    const answer = await other.call(`/api/v1/debates/${debate.id}/notes`, options);
    other.close();
    return answer;
  },
  async 'too-many-keys'() {
    const { headers } = await newKey(database.store, 'local');
    const contract = withDifferences(profile('test'), { access: { keysPerTenantMax: 1 } });
    const body = { name: 'One more', scopes: ['read'] };
    return keyed('/api/v1/keys', { method: 'POST', headers, body }, { contract });
  },
  async 'key-ended'() {
    const { headers } = await newKey(database.store, 'local');
    const { id } = await newKey(database.store, 'local', ['read'], { expiresAt: new Date().toISOString() });
    return keyed(`/api/v1/keys/${id}/rotate`, { method: 'POST', headers });
  },
  'no-pepper': () => app.call('/api/v1/keys', { method: 'POST', body: { name: 'Me', scopes: ['read'] } }),
  async 'idempotency-conflict'() {
    const headers = { 'idempotency-key': 'conflict' };
    await create({ body: { question: 'one' }, headers });
    return create({ body: { question: 'other' }, headers });
  },
  'body-too-large': () => create({ body: 'x'.repeat(1024 * 1024 + 1), headers: json }),
  'evidence-too-large': () =>
    create({ body: { question: 'Q', evidence: [{ name: 'a', text: 'x'.repeat(262_145) }] } }),
  'unsupported-media-type': () => create({ body: 'question=Q', headers: { 'content-type': 'text/plain' } }),
  async 'not-on-function'() {
    const other = testApp(database.store, {}, doors.balancer);
    const answer = await other.call('/ws');
    other.close();
    return answer;
  },
  async 'not-started'() {
    const open = () => Promise.reject(new Error('no database'));
    const handler = createHandler({ open, onFailure: () => {}, timers: systemTimers });
    const event = await balancerEvent(new Request('http://localhost/'), false);
    const response = responseOf(await handler(event, withTime(60_000)));
    return answerOf(response.status, response.headers, await response.text());
  },
  async 'answer-too-large'() {
    const deployment = { function: { bodyBytesMax: 1000 } };
    const contract = withDifferences(profile('test'), { deployment });
    const other = testApp(database.store, { contract }, doors.balancer);
    const answer = await other.call('/openapi.json');
    other.close();
    return answer;
  },
  misdirected: () => app.call('http://evil.example/'),
  invalid: () => create({ body: {} }),
  'unknown-model': () => create({ body: { question: 'Q', judge: { model: 'none' } } }),
  'too-many-requests': () => {
    const rate = { addressRequestsMax: 0 };
    const contract = withDifferences(profile('test'), { classes: { api: { rate } } });
    return keyed('/api/v1/debates', {}, { contract });
  },
  async 'too-many-viewers'() {
    const { headers } = await newKey(database.store, 'local');
    const contract = withDifferences(profile('test'), { live: { viewersPerKeyMax: 0 } });
    const server = await testServer(database.store, { contract, rules: byKey });
    const debate = await seed(database.store, [created]);
    const response = await fetch(`${server.server.url}/api/v1/debates/${debate}/events`, { headers });
    const answer = answerOf(response.status, response.headers, await response.text());
    await server.stop();
    return answer;
  },
  'upgrade-required': () => app.call('/ws'),
  internal: () => against(failing(new TypeError('a secret of the code'))),
  unavailable: () => against(failing(Object.assign(new Error('gone'), { code: 'ECONNREFUSED' }))),
  async busy() {
    const contract = withDifferences(profile('test'), { http: { requestsMax: 0 } });
    const other = testApp(database.store, { contract });
    const answer = await other.call('/api/v1/debates');
    other.close();
    return answer;
  },
  async deadline() {
    const timers = createManualTimers();
    const asked = Promise.withResolvers<void>();
    const get = () => {
      asked.resolve();
      return new Promise<never>(() => {});
    };
    const other = testApp({ ...database.store, get }, { timers });
    const answer = other.call('/api/v1/debates/any');
    await asked.promise;
    timers.advance(10_000);
    other.close();
    return answer;
  },
};

/** Of classes that a function does not serve. */
const elsewhere: readonly ProblemCode[] = ['inside-only', 'too-many-viewers', 'upgrade-required'];
const codes = (Object.keys(catalogue) as ProblemCode[]).filter(
  (code) => !door().onFunction || !elsewhere.includes(code),
);

describe('every code of the catalogue can be met, as problem+json', () => {
  test.each(codes)('%s', async (code) => {
    const answer = await ways[code]();
    const { status, title } = catalogue[code];
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(answer.json).toMatchObject({ type: `/docs#${code}`, title, status, code });
    expect(answer.json.detail.length).toBeGreaterThan(5);
  });
});

test('every 503 says when to try again', async () => {
  for (const code of ['busy', 'not-started', 'unavailable'] as const)
    expect((await ways[code]()).headers.get('retry-after')).toBe('2');
});

test('405 says what would be allowed', async () => {
  const allowed = async (path: string, method: string) =>
    (await app.call(path, { method })).headers.get('allow');
  expect(await allowed('/api/v1/debates', 'DELETE')).toBe('POST, GET, HEAD');
  expect(await allowed('/api/v1/debates/x', 'PATCH')).toBe('GET, DELETE, HEAD');
  expect(await allowed('/api/v1/debates/x/cancel', 'GET')).toBe('POST');
  expect(await allowed('/healthz', 'OPTIONS')).toBe('GET, HEAD');
});

test('a bug says nothing to the caller, and everything to the log', async () => {
  const other = testApp(failing(new TypeError('a secret of the code')));
  const answer = await other.call('/api/v1/debates/any', { headers: { 'x-request-id': 'the-request' } });
  expect(answer.text).not.toContain('secret');
  expect(answer.json.detail).toContain('the-request');
  const line = other.lines.find(({ msg }) => msg === 'a request failed');
  expect(JSON.stringify(line)).toContain('a secret of the code');
  expect(line).toMatchObject({ requestId: 'the-request', level: 50 });
  other.close();
});

test('what the debate refuses has a code of its own', () => {
  const codeOf = (refused: Parameters<typeof refuseAs>[0]['refused']) => {
    try {
      return refuseAs({ refused, detail: 'Because.' });
    } catch (error) {
      return error instanceof Refusal ? error.code : error;
    }
  };
  expect(
    (['missing', 'ended', 'already-stopping', 'not-due', 'not-running', 'exists'] as const).map(codeOf),
  ).toEqual(['not-found', 'ended', 'out-of-turn', 'out-of-turn', 'out-of-turn', 'out-of-turn']);
});
