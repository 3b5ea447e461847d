import { describe, expect, test } from 'vitest';
import { applyOverrides } from '../../../app/contract/overrides.ts';
import { profile } from '../../../app/contract/profiles.ts';
import {
  type ProblemCode,
  ProblemError,
  problemTypes,
  throwRejection,
} from '../../../app/http/errors/problem-types.ts';
import { createHandler } from '../../../app/http/server/lambda.ts';
import { systemClock } from '../../../app/shared/clock.ts';
import type { Store } from '../../../app/store/store.ts';
import { createManualClock } from '../../support/clocks/manual-clock.ts';
import { approvalRequested, debateCreated } from '../../support/debates/events.ts';
import { cancelledDebate } from '../../support/debates/sample-debates.ts';
import { createTestKey, keyedAccess } from '../../support/http/api-keys.ts';
import { openApp } from '../../support/http/open-app.ts';
import { parseRawResponse, sendBytes } from '../../support/http/raw-http.ts';
import { signInProblems } from '../../support/http/sign-in-problems.ts';
import {
  type AppOverrides,
  type CallOptions,
  createTestApp,
  seedDebate,
  startTestServer,
  type TestResponse,
  toTestResponse,
} from '../../support/http/test-app.ts';
import { closedHost, createTestSources } from '../../support/http/test-sources.ts';
import {
  balancerEvent,
  currentTransport,
  lambdaContext,
  toResponse,
  transports,
} from '../../support/http/transports.ts';

const { app, database } = await openApp({ tenantUsdPerDay: 900 });
const ended = await seedDebate(database.store, cancelledDebate().events);

const create = (options: CallOptions) => app.call('/api/v1/debates', { method: 'POST', ...options });
const json = { 'content-type': 'application/json' };

/** On an app of its own. */
async function callOther(
  changes: AppOverrides,
  path: string,
  options: CallOptions = {},
  transport = currentTransport(),
): Promise<TestResponse> {
  const other = createTestApp(database.store, changes, transport);
  const answer = await other.call(path, options);
  other.close();
  return answer;
}

/** On a server that requires keys. */
const callWithKeys = (path: string, options: CallOptions = {}, changes: AppOverrides = {}) =>
  callOther({ policy: keyedAccess, ...changes }, path, options);

const failingStore = (error: Error): Store => ({ ...database.store, get: () => Promise.reject(error) });
const pendingStore = (): Store => ({ ...database.store, get: () => new Promise(() => {}) });

const callWithStore = (store: Store) =>
  callOther({ store }, '/api/v1/debates/any', { headers: { 'x-request-id': 'the-request' } });

async function sendRaw(bytes: string): Promise<TestResponse> {
  const limits = { headersMs: 100, requestMs: 100, connectionsCheckIntervalMs: 20, headerBytesMax: 2000 };
  const server = await startTestServer(database.store, {
    contract: applyOverrides(profile('test'), { http: limits }),
  });
  try {
    return parseRawResponse(await sendBytes(server.server.port, bytes));
  } finally {
    await server.stop();
  }
}

/** A request for every problem code: a new code is a compile error until it is added here. */
const triggers: Readonly<Record<ProblemCode, () => Promise<TestResponse>>> = {
  'bad-http-request': () => sendRaw('this is not HTTP\r\n\r\n'),
  'headers-too-large': () =>
    sendRaw(`GET / HTTP/1.1\r\nHost: localhost\r\nCookie: ${'x'.repeat(3000)}\r\n\r\n`),
  'request-timeout': () => sendRaw('GET / HTTP/1.1\r\nHost: localhost\r\n'),
  'malformed-body': () => create({ body: '{', headers: json }),
  'invalid-query': () => app.call('/api/v1/debates?limit=x'),
  'invalid-cursor': () => app.call('/api/v1/debates?cursor=x'),
  'invalid-idempotency-key': () => create({ body: { question: 'Q' }, headers: { 'idempotency-key': ' ' } }),
  'unsupported-protocol-version': () => {
    // A Lambda function does not serve /mcp.
    const options = { method: 'POST', headers: { 'mcp-protocol-version': '1' }, body: {} };
    return callOther({}, '/mcp', options, transports.server);
  },
  ...signInProblems(database.store),
  unauthenticated: () => callWithKeys('/api/v1/debates'),
  async 'insufficient-scope'() {
    const { headers } = await createTestKey(database.store, 'local', ['run']);
    return callWithKeys('/api/v1/debates', { headers });
  },
  'origin-not-allowed': () => create({ headers: { origin: 'http://evil.example' } }),
  'internal-only': () => app.call('/metrics', { headers: { via: 'proxy' } }),
  'not-found': () => app.call('/nowhere'),
  'method-not-allowed': () => app.call('/api/v1/debates', { method: 'PUT' }),
  async 'client-closed-request'() {
    const other = createTestApp(pendingStore());
    const client = AbortSignal.abort();
    const response = await other.hono.request('/api/v1/debates/any', { signal: client });
    other.close();
    return toTestResponse(response.status, response.headers, await response.text());
  },
  'debate-ended': () => app.call(`/api/v1/debates/${ended}/pause`, { method: 'POST' }),
  async 'debate-not-ended'() {
    const { json } = await create({ body: { question: 'Q' } });
    return app.call(json.url, { method: 'DELETE' });
  },
  async 'state-conflict'() {
    const refusal = { code: 'not-due', detail: 'Too late.' } as const;
    const other = createTestApp({ ...database.store, get: async () => throwRejection(refusal) });
    const answer = await other.call('/api/v1/debates/any');
    other.close();
    return answer;
  },
  'no-answer': () =>
    app.call(`/api/v1/debates/${ended}/follow-ups`, { method: 'POST', body: { question: 'And then?' } }),
  async 'not-an-extension'() {
    const { json } = await create({ body: { question: 'Q', budget: { tokens: 1_000_000 } } });
    return app.call(`${json.url}/extend`, { method: 'POST', body: { budget: { tokens: 10 } } });
  },
  async 'approval-not-pending'() {
    const { json } = await create({ body: { question: 'Q' } });
    return app.call(`${json.url}/approve`, { method: 'POST' });
  },
  async 'approval-pending'() {
    const id = await seedDebate(database.store, [debateCreated, approvalRequested]);
    return app.call(`/api/v1/debates/${id}/resume`, { method: 'POST' });
  },
  async 'too-many-notes'() {
    const contract = applyOverrides(profile('test'), { limits: { notesMax: 0 } });
    const { json: debate } = await create({ body: { question: 'Q' } });
    const options = { method: 'POST', body: { text: 'Mind it.' } };
    return callOther({ contract }, `/api/v1/debates/${debate.id}/notes`, options);
  },
  async 'too-many-panels'() {
    const contract = applyOverrides(profile('test'), { limits: { listPageMax: 1 } });
    const options = { method: 'PUT', body: {} };
    await callOther({ contract }, '/api/v1/panels/one', options);
    return callOther({ contract }, '/api/v1/panels/two', options);
  },
  async 'too-many-keys'() {
    const { headers } = await createTestKey(database.store, 'local');
    const contract = applyOverrides(profile('test'), { access: { keysPerTenantMax: 1 } });
    const body = { name: 'One more', scopes: ['read'] };
    return callWithKeys('/api/v1/keys', { method: 'POST', headers, body }, { contract });
  },
  async 'key-inactive'() {
    const { headers } = await createTestKey(database.store, 'local');
    const { id } = await createTestKey(database.store, 'local', ['read'], {
      expiresAt: new Date().toISOString(),
    });
    return callWithKeys(`/api/v1/keys/${id}/rotate`, { method: 'POST', headers });
  },
  'key-creation-disabled': () =>
    app.call('/api/v1/keys', { method: 'POST', body: { name: 'Me', scopes: ['read'] } }),
  async 'idempotency-conflict'() {
    const headers = { 'idempotency-key': 'conflict' };
    await create({ body: { question: 'one' }, headers });
    return create({ body: { question: 'other' }, headers });
  },
  'payload-too-large': () => create({ body: 'x'.repeat(1024 * 1024 + 1), headers: json }),
  'evidence-too-large': () =>
    create({ body: { question: 'Q', evidence: [{ name: 'a', text: 'x'.repeat(262_145) }] } }),
  'unsupported-media-type': () => create({ body: 'question=Q', headers: { 'content-type': 'text/plain' } }),
  'not-served-here': () => callOther({}, '/ws', {}, transports.balancer),
  async 'initialization-failed'() {
    const open = () => Promise.reject(new Error('no database'));
    const handler = createHandler({ open, onOpenError: () => {}, clock: systemClock });
    const event = await balancerEvent(new Request('http://localhost/'), false);
    const response = toResponse(await handler(event, lambdaContext(60_000)));
    return toTestResponse(response.status, response.headers, await response.text());
  },
  'response-too-large'() {
    const deployment = { function: { bodyBytesMax: 1000 } };
    const contract = applyOverrides(profile('test'), { deployment });
    return callOther({ contract }, '/openapi.json', {}, transports.balancer);
  },
  'misdirected-request': () => app.call('http://evil.example/'),
  'validation-failed': () => create({ body: {} }),
  'model-unavailable': () => create({ body: { question: 'Q', judge: { model: 'none' } } }),
  'daily-budget-spent': () => create({ body: { question: 'Q', budget: { usd: 1000 } } }),
  'insufficient-budget': () => create({ body: { question: 'Q', budget: { tokens: 10 } } }),
  'host-not-allowed': () => create({ body: { question: 'Q', evidence: [{ url: 'https://a.example/' }] } }),
  'source-unavailable': () =>
    create({ body: { question: 'Q', evidence: [{ url: `http://${closedHost}/` }] } }),
  'search-unavailable': () => create({ body: { question: 'Q', search: true } }),
  'search-not-configured': () => {
    const options = { method: 'POST', body: { question: 'Q', search: true } };
    return callOther(createTestSources({ searchServer: null }), '/api/v1/debates', options);
  },
  'rate-limited': () => {
    const rate = { addressRequestsMax: 0 };
    const contract = applyOverrides(profile('test'), { classes: { api: { rate } } });
    return callWithKeys('/api/v1/debates', {}, { contract });
  },
  async 'connection-limit'() {
    const { headers } = await createTestKey(database.store, 'local');
    const contract = applyOverrides(profile('test'), { live: { viewersPerKeyMax: 0 } });
    const server = await startTestServer(database.store, { contract, policy: keyedAccess });
    const debate = await seedDebate(database.store, [debateCreated]);
    const response = await fetch(`${server.server.url}/api/v1/debates/${debate}/events`, { headers });
    const answer = toTestResponse(response.status, response.headers, await response.text());
    await server.stop();
    return answer;
  },
  'upgrade-required': () => app.call('/ws'),
  'internal-error': () => callWithStore(failingStore(new TypeError('a secret of the code'))),
  unavailable: () => callWithStore(failingStore(Object.assign(new Error('gone'), { code: 'ECONNREFUSED' }))),
  overloaded() {
    const contract = applyOverrides(profile('test'), { http: { requestsMax: 0 } });
    return callOther({ contract }, '/api/v1/debates');
  },
  async 'deadline-exceeded'() {
    const clock = createManualClock();
    const asked = Promise.withResolvers<void>();
    const get = () => {
      asked.resolve();
      return new Promise<never>(() => {});
    };
    const other = createTestApp({ ...database.store, get }, { clock });
    const answer = other.call('/api/v1/debates/any');
    await asked.promise;
    clock.advance(10_000);
    other.close();
    return answer;
  },
};

/** Codes of routes that a function does not serve. */
const serverOnlyCodes: readonly ProblemCode[] = ['internal-only', 'connection-limit', 'upgrade-required'];
const codes = (Object.keys(problemTypes) as ProblemCode[]).filter(
  (code) => !currentTransport().isLambda || !serverOnlyCodes.includes(code),
);

describe('every problem code is returned as problem+json', () => {
  test.each(codes)('%s', async (code) => {
    const answer = await triggers[code]();
    const { status, title } = problemTypes[code];
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(answer.json).toMatchObject({ type: `/docs#${code}`, title, status, code });
    expect(answer.json.detail.length).toBeGreaterThan(5);
  });
});

test('every 503 has Retry-After', async () => {
  for (const code of ['overloaded', 'initialization-failed', 'unavailable'] as const)
    expect((await triggers[code]()).headers.get('retry-after')).toBe('2');
});

test('405 has the allowed methods', async () => {
  const allowed = async (path: string, method: string) =>
    (await app.call(path, { method })).headers.get('allow');
  expect(await allowed('/api/v1/debates', 'DELETE')).toBe('POST, GET, HEAD');
  expect(await allowed('/api/v1/debates/x', 'PUT')).toBe('GET, PATCH, DELETE, HEAD');
  expect(await allowed('/api/v1/debates/x/cancel', 'GET')).toBe('POST');
  expect(await allowed('/healthz', 'OPTIONS')).toBe('GET, HEAD');
});

test('an unexpected error is logged and the response has no details', async () => {
  const other = createTestApp(failingStore(new TypeError('a secret of the code')));
  const answer = await other.call('/api/v1/debates/any', { headers: { 'x-request-id': 'the-request' } });
  expect(answer.text).not.toContain('secret');
  expect(answer.json.detail).toContain('the-request');
  const line = other.logLines.find(({ msg }) => msg === 'request failed');
  expect(JSON.stringify(line)).toContain('a secret of the code');
  expect(line).toMatchObject({ requestId: 'the-request', level: 50 });
  other.close();
});

test('every rejection of a debate maps to a problem code', () => {
  const codeOf = (code: Parameters<typeof throwRejection>[0]['code']) => {
    try {
      return throwRejection({ code, detail: 'Because.' });
    } catch (error) {
      return error instanceof ProblemError ? error.code : error;
    }
  };
  expect([codeOf('missing'), codeOf('ended')]).toEqual(['not-found', 'debate-ended']);
  for (const code of ['already-stopping', 'not-due', 'not-running', 'exists'] as const)
    expect(codeOf(code)).toBe('state-conflict');
});
