import { OpenAPIHono } from '@hono/zod-openapi';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { profile } from '../../app/contract/profiles.ts';
import { createHandler, type FunctionApp } from '../../app/http/function.ts';
import type { FunctionResult } from '../../app/http/function-events.ts';
import type { AppEnv } from '../../app/http/parts.ts';
import { systemTimers } from '../../app/live/timers.ts';
import type { OpenDatabase } from '../support/databases.ts';
import { balancerEvent, doors, handlerOf, responseOf, withTime } from '../support/doors.ts';
import { openStore, testApp } from '../support/http.ts';

const contract = profile('test');
const get = (path: string) => balancerEvent(new Request(`http://localhost${path}`), true);
const told = async (result: FunctionResult) => JSON.parse(await responseOf(result).text());

/** An app that answers everything with this. */
function appWith(answer: () => Response | Promise<Response>): FunctionApp {
  const app = new OpenAPIHono<AppEnv>();
  app.all('*', answer);
  return { app, contract, settle: async () => {} };
}

describe('opening', () => {
  test('happens with the first event, once, and is tried again with the next when it has failed', async () => {
    const failures: unknown[] = [];
    let opened = 0;
    const handler = createHandler({
      async open() {
        opened += 1;
        if (opened === 1) throw new Error('the database is not there yet');
        return appWith(() => new Response('here'));
      },
      onFailure: (error) => failures.push(error),
      timers: systemTimers,
    });
    expect(opened).toBe(0);
    const first = await handler(await get('/'), withTime(60_000));
    expect(await told(first)).toMatchObject({ status: 503, code: 'not-started' });
    expect(first.multiValueHeaders).toMatchObject({ 'retry-after': ['2'] });
    expect(String(failures)).toContain('not there yet');
    const both = [await get('/'), await get('/')].map((event) => handler(event, withTime(60_000)));
    expect((await Promise.all(both)).map(({ body }) => body)).toEqual(['here', 'here']);
    expect(opened).toBe(2);
  });

  test('that takes longer than the function may is told as such, before the function is cut off', async () => {
    const open = () => new Promise<FunctionApp>(() => {});
    const handler = createHandler({ open, onFailure: () => {}, timers: systemTimers });
    expect(await told(await handler(await get('/'), withTime(1005)))).toMatchObject({ code: 'deadline' });
  });
});

test('an event that is no request is answered, not thrown', async () => {
  const handler = handlerOf(appWith(() => new Response('here')));
  const event = await get('/');
  const broken = { ...event, multiValueHeaders: { host: ['a/b'] } };
  expect(await told(await handler(broken, withTime(60_000)))).toMatchObject({ code: 'malformed-request' });
  // What somebody tries out in the console.
  const other = JSON.parse('{"key1":"value1"}');
  expect(await told(await handler(other, withTime(60_000)))).toMatchObject({ code: 'malformed-request' });
});

test('what has to be done before the function sleeps is done before it answers', async () => {
  const done: string[] = [];
  const settle = async () => void done.push('settled');
  const handler = handlerOf({ ...appWith(() => new Response('here')), settle });
  await handler(await get('/'), withTime(60_000));
  expect(done).toEqual(['settled']);
});

test('what takes too long to be done does not cost the answer', async () => {
  const settle = () => new Promise<never>(() => {});
  const handler = handlerOf({ ...appWith(() => new Response('here')), settle });
  const { answerMs } = contract.deployment.function;
  expect((await handler(await get('/'), withTime(answerMs / 2 + 20))).body).toBe('here');
});

describe('what a balancer cannot carry', () => {
  const { bodyBytesMax } = contract.deployment.function;
  const ofSize = (bytes: number) => handlerOf(appWith(() => new Response('x'.repeat(bytes))));

  test('is the whole result, as JSON: just what fits goes through', async () => {
    const event = await get('/');
    const frame = JSON.stringify(await ofSize(0)(event, withTime(60_000))).length;
    const fits = await ofSize(bodyBytesMax - frame)(event, withTime(60_000));
    expect(fits.statusCode).toBe(200);
    expect(Buffer.byteLength(JSON.stringify(fits))).toBe(bodyBytesMax);
    const problem = await told(await ofSize(bodyBytesMax - frame + 1)(event, withTime(60_000)));
    expect(problem).toMatchObject({ status: 507, code: 'answer-too-large' });
    expect(problem.detail).toContain(`${bodyBytesMax}`);
  });

  test('counts what base64 and escapes add', async () => {
    const event = await get('/');
    const bytes = new Uint8Array(bodyBytesMax * 0.8).fill(255);
    const binary = handlerOf(appWith(() => new Response(bytes)));
    expect(await told(await binary(event, withTime(60_000)))).toMatchObject({ code: 'answer-too-large' });
    const quotes = handlerOf(appWith(() => new Response('"'.repeat(bodyBytesMax * 0.6))));
    expect(await told(await quotes(event, withTime(60_000)))).toMatchObject({ code: 'answer-too-large' });
  });
});

describe('the app in a function', () => {
  let database: OpenDatabase;
  beforeAll(async () => {
    database = await openStore();
  });
  afterAll(() => database.close());

  test.each(['/ws', '/metrics', '/api/v1/debates/any/events'])(
    '%s is refused, and says where it belongs',
    async (path) => {
      const app = testApp(database.store, {}, doors.address);
      const { json } = await app.call(path);
      expect(json).toMatchObject({ status: 421, code: 'not-on-function' });
      expect(json.detail).toContain('web service');
      app.close();
    },
  );

  test('gives up when the function must, should that be before the deadline of the class', async () => {
    const waiting = { ...database.store, get: () => new Promise<never>(() => {}) };
    const app = testApp(waiting, {}, doors.balancer);
    const handler = handlerOf({ app: app.hono, contract, settle: async () => {} });
    const answer = await told(await handler(await get('/api/v1/debates/any'), withTime(1050)));
    const detail = 'There was no answer within 50 ms.';
    expect(answer).toMatchObject({ status: 504, code: 'deadline', detail });
    app.close();
  });

  test('answers a balancer without multi-value headers, too', async () => {
    const app = testApp(database.store, {}, doors.singleValued);
    const { status, headers } = await app.call('/api/v1/debates?limit=1&q=a%20b');
    expect([status, headers.get('content-type')]).toEqual([200, 'application/json']);
    app.close();
  });

  test('believes the address that the event names, where no proxy is trusted', async () => {
    const app = testApp(database.store, {}, doors.address);
    await app.call('/health', { headers: { 'x-forwarded-for': '203.0.113.9' } });
    expect(app.lines.findLast(({ msg }) => msg === 'answered')).toMatchObject({ address: '192.0.2.1' });
    app.close();
  });
});
