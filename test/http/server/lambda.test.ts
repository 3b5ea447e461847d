import { OpenAPIHono } from '@hono/zod-openapi';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { profile } from '../../../app/contract/profiles.ts';
import type { AppEnv } from '../../../app/http/context.ts';
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

/** An app whose every response is `body`. */
function appWith(answer: () => Response | Promise<Response>): LambdaApp {
  const app = new OpenAPIHono<AppEnv>();
  app.all('*', answer);
  return { app, contract, flush: async () => {} };
}

describe('initialization of the function', () => {
  test('runs once, on the first event, and again on the next event if it failed', async () => {
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

  test('is answered 504 before the function times out, if it takes too long', async () => {
    const open = () => new Promise<LambdaApp>(() => {});
    const handler = createHandler({ open, onOpenError: () => {}, clock: systemClock });
    expect(await readJson(await handler(await albEvent('/'), lambdaContext(1005)))).toMatchObject({
      code: 'deadline-exceeded',
    });
  });
});

test('an event that is not a request is answered with a problem', async () => {
  const handler = createLambdaHandler(appWith(() => new Response('here')));
  const event = await albEvent('/');
  const broken = { ...event, multiValueHeaders: { host: ['a/b'] } };
  expect(await readJson(await handler(broken, lambdaContext(60_000)))).toMatchObject({
    code: 'bad-http-request',
  });
  // The test event of the Lambda console.
  const other = JSON.parse('{"key1":"value1"}');
  expect(await readJson(await handler(other, lambdaContext(60_000)))).toMatchObject({
    code: 'bad-http-request',
  });
});

test('buffered data is flushed before the response', async () => {
  const done: string[] = [];
  const flush = async () => void done.push('settled');
  const handler = createLambdaHandler({ ...appWith(() => new Response('here')), flush });
  await handler(await albEvent('/'), lambdaContext(60_000));
  expect(done).toEqual(['settled']);
});

test('a slow flush does not delay the response beyond its margin', async () => {
  const flush = () => new Promise<never>(() => {});
  const handler = createLambdaHandler({ ...appWith(() => new Response('here')), flush });
  const { responseMarginMs } = contract.deployment.function;
  expect((await handler(await albEvent('/'), lambdaContext(responseMarginMs / 2 + 20))).body).toBe('here');
});

describe('the response size limit of a function', () => {
  const { bodyBytesMax } = contract.deployment.function;
  const createHandlerForSize = (bytes: number) =>
    createLambdaHandler(appWith(() => new Response('x'.repeat(bytes))));

  test('applies to the whole result as JSON', async () => {
    const event = await albEvent('/');
    const frame = JSON.stringify(await createHandlerForSize(0)(event, lambdaContext(60_000))).length;
    const fits = await createHandlerForSize(bodyBytesMax - frame)(event, lambdaContext(60_000));
    expect(fits.statusCode).toBe(200);
    expect(Buffer.byteLength(JSON.stringify(fits))).toBe(bodyBytesMax);
    const problem = await readJson(
      await createHandlerForSize(bodyBytesMax - frame + 1)(event, lambdaContext(60_000)),
    );
    expect(problem).toMatchObject({ status: 507, code: 'response-too-large' });
    expect(problem.detail).toContain(`${bodyBytesMax}`);
  });

  test('includes the overhead of base64 and escapes', async () => {
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
    '%s is refused and names the service that serves it',
    async (path) => {
      const app = createTestApp(database.store, {}, transports.address);
      const { json } = await app.call(path);
      expect(json).toMatchObject({ status: 421, code: 'not-served-here' });
      expect(json.detail).toContain('web service');
      app.close();
    },
  );

  test('answers 504 when the remaining time of the function is shorter than the deadline of the class', async () => {
    const waiting = { ...database.store, get: () => new Promise<never>(() => {}) };
    const app = createTestApp(waiting, {}, transports.balancer);
    const handler = createLambdaHandler({ app: app.hono, contract, flush: async () => {} });
    const answer = await readJson(await handler(await albEvent('/api/v1/debates/any'), lambdaContext(1050)));
    const detail = 'There was no answer within 50 ms.';
    expect(answer).toMatchObject({ status: 504, code: 'deadline-exceeded', detail });
    app.close();
  });

  test('answers a load balancer without multi-value headers', async () => {
    const app = createTestApp(database.store, {}, transports.singleValueHeaders);
    const { status, headers } = await app.call('/api/v1/debates?limit=1&q=a%20b');
    expect([status, headers.get('content-type')]).toEqual([200, 'application/json']);
    app.close();
  });

  test('uses the address in the event if no proxy is trusted', async () => {
    const app = createTestApp(database.store, {}, transports.address);
    await app.call('/health', { headers: { 'x-forwarded-for': '203.0.113.9' } });
    expect(app.logLines.findLast(({ msg }) => msg === 'request completed')).toMatchObject({
      address: '192.0.2.1',
    });
    app.close();
  });
});
