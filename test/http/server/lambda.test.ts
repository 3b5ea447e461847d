import { OpenAPIHono } from '@hono/zod-openapi';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { profile } from '../../../app/contract/profiles.ts';
import type { AppEnv } from '../../../app/http/deps.ts';
import { createHandler, type LambdaApp } from '../../../app/http/server/lambda.ts';
import type { LambdaResult } from '../../../app/http/server/lambda-events.ts';
import { systemClock } from '../../../app/shared/clock.ts';
import { createTestApp, openStore } from '../../support/http/test-app.ts';
import {
  balancerEvent,
  createLambdaHandler,
  lambdaContext,
  toResponse,
  transports,
} from '../../support/http/transports.ts';
import type { OpenDatabase } from '../../support/stores/databases.ts';

const contract = profile('test');
const albEvent = (path: string) => balancerEvent(new Request(`http://localhost${path}`), true);
const readJson = async (result: LambdaResult) => JSON.parse(await toResponse(result).text());

/** An app that answers everything with this. */
function appWith(answer: () => Response | Promise<Response>): LambdaApp {
  const app = new OpenAPIHono<AppEnv>();
  app.all('*', answer);
  return { app, contract, flush: async () => {} };
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
      onOpenError: (error) => failures.push(error),
      clock: systemClock,
    });
    expect(opened).toBe(0);
    const first = await handler(await albEvent('/'), lambdaContext(60_000));
    expect(await readJson(first)).toMatchObject({ status: 503, code: 'initialization-failed' });
    expect(first.multiValueHeaders).toMatchObject({ 'retry-after': ['2'] });
    expect(String(failures)).toContain('not there yet');
    const both = [await albEvent('/'), await albEvent('/')].map((event) =>
      handler(event, lambdaContext(60_000)),
    );
    expect((await Promise.all(both)).map(({ body }) => body)).toEqual(['here', 'here']);
    expect(opened).toBe(2);
  });

  test('that takes longer than the function may is told as such, before the function is cut off', async () => {
    const open = () => new Promise<LambdaApp>(() => {});
    const handler = createHandler({ open, onOpenError: () => {}, clock: systemClock });
    expect(await readJson(await handler(await albEvent('/'), lambdaContext(1005)))).toMatchObject({
      code: 'deadline-exceeded',
    });
  });
});

test('an event that is no request is answered, not thrown', async () => {
  const handler = createLambdaHandler(appWith(() => new Response('here')));
  const event = await albEvent('/');
  const broken = { ...event, multiValueHeaders: { host: ['a/b'] } };
  expect(await readJson(await handler(broken, lambdaContext(60_000)))).toMatchObject({
    code: 'bad-http-request',
  });
  // What somebody tries out in the console.
  const other = JSON.parse('{"key1":"value1"}');
  expect(await readJson(await handler(other, lambdaContext(60_000)))).toMatchObject({
    code: 'bad-http-request',
  });
});

test('what has to be done before the function sleeps is done before it answers', async () => {
  const done: string[] = [];
  const flush = async () => void done.push('settled');
  const handler = createLambdaHandler({ ...appWith(() => new Response('here')), flush });
  await handler(await albEvent('/'), lambdaContext(60_000));
  expect(done).toEqual(['settled']);
});

test('what takes too long to be done does not cost the answer', async () => {
  const flush = () => new Promise<never>(() => {});
  const handler = createLambdaHandler({ ...appWith(() => new Response('here')), flush });
  const { responseMarginMs } = contract.deployment.function;
  expect((await handler(await albEvent('/'), lambdaContext(responseMarginMs / 2 + 20))).body).toBe('here');
});

describe('what a balancer cannot carry', () => {
  const { bodyBytesMax } = contract.deployment.function;
  const ofSize = (bytes: number) => createLambdaHandler(appWith(() => new Response('x'.repeat(bytes))));

  test('is the whole result, as JSON: just what fits goes through', async () => {
    const event = await albEvent('/');
    const frame = JSON.stringify(await ofSize(0)(event, lambdaContext(60_000))).length;
    const fits = await ofSize(bodyBytesMax - frame)(event, lambdaContext(60_000));
    expect(fits.statusCode).toBe(200);
    expect(Buffer.byteLength(JSON.stringify(fits))).toBe(bodyBytesMax);
    const problem = await readJson(await ofSize(bodyBytesMax - frame + 1)(event, lambdaContext(60_000)));
    expect(problem).toMatchObject({ status: 507, code: 'response-too-large' });
    expect(problem.detail).toContain(`${bodyBytesMax}`);
  });

  test('counts what base64 and escapes add', async () => {
    const event = await albEvent('/');
    const bytes = new Uint8Array(bodyBytesMax * 0.8).fill(255);
    const binary = createLambdaHandler(appWith(() => new Response(bytes)));
    expect(await readJson(await binary(event, lambdaContext(60_000)))).toMatchObject({
      code: 'response-too-large',
    });
    const quotes = createLambdaHandler(appWith(() => new Response('"'.repeat(bodyBytesMax * 0.6))));
    expect(await readJson(await quotes(event, lambdaContext(60_000)))).toMatchObject({
      code: 'response-too-large',
    });
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
      const app = createTestApp(database.store, {}, transports.address);
      const { json } = await app.call(path);
      expect(json).toMatchObject({ status: 421, code: 'not-served-here' });
      expect(json.detail).toContain('web service');
      app.close();
    },
  );

  test('gives up when the function must, should that be before the deadline of the class', async () => {
    const waiting = { ...database.store, get: () => new Promise<never>(() => {}) };
    const app = createTestApp(waiting, {}, transports.balancer);
    const handler = createLambdaHandler({ app: app.hono, contract, flush: async () => {} });
    const answer = await readJson(await handler(await albEvent('/api/v1/debates/any'), lambdaContext(1050)));
    const detail = 'There was no answer within 50 ms.';
    expect(answer).toMatchObject({ status: 504, code: 'deadline-exceeded', detail });
    app.close();
  });

  test('answers a balancer without multi-value headers, too', async () => {
    const app = createTestApp(database.store, {}, transports.singleValueHeaders);
    const { status, headers } = await app.call('/api/v1/debates?limit=1&q=a%20b');
    expect([status, headers.get('content-type')]).toEqual([200, 'application/json']);
    app.close();
  });

  test('believes the address that the event names, where no proxy is trusted', async () => {
    const app = createTestApp(database.store, {}, transports.address);
    await app.call('/health', { headers: { 'x-forwarded-for': '203.0.113.9' } });
    expect(app.logLines.findLast(({ msg }) => msg === 'request completed')).toMatchObject({ address: '192.0.2.1' });
    app.close();
  });
});
