import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { applyOverrides } from '../../app/contract/overrides.ts';
import { profile } from '../../app/contract/profiles.ts';
import type { AppDeps } from '../../app/http/deps.ts';
import { createManualClock } from '../support/clocks/manual-clock.ts';
import { createTestApp, openStore, type TestApp } from '../support/http/test-app.ts';
import type { OpenDatabase } from '../support/stores/databases.ts';

let database: OpenDatabase;

beforeAll(async () => {
  database = await openStore();
});

afterAll(() => database.close());

async function withApp<T>(changes: Partial<AppDeps>, use: (app: TestApp) => Promise<T>): Promise<T> {
  const app = createTestApp(database.store, changes);
  try {
    return await use(app);
  } finally {
    app.close();
  }
}

const neverSettles = () => new Promise<void>(() => {});

test('/healthz checks no dependency', async () => {
  const readiness = { checks: { database: neverSettles }, optionalServices: {}, isReady: () => false };
  const answer = await withApp({ readiness }, (app) => app.call('/healthz'));
  expect([answer.status, answer.json]).toEqual([200, { status: 'ok' }]);
});

describe('/ready', () => {
  test('runs the checks in parallel and names the failed one without details', async () => {
    const checks = {
      database: async () => {},
      redis: () => Promise.reject(new Error('redis://user:password@host')),
    };
    const answer = await withApp(
      { readiness: { checks, optionalServices: {}, isReady: () => true } },
      (app) => app.call('/ready'),
    );
    expect(answer.status).toBe(503);
    expect(answer.json).toEqual({ status: 'not-ready', checks: { database: 'ok', redis: 'failed' } });
  });

  test('is 200 and degraded if an optional service is unavailable', async () => {
    let isAvailable = false;
    const optionalServices = { bus: () => isAvailable };
    const readiness = { checks: { database: async () => {} }, optionalServices, isReady: () => true };
    await withApp({ readiness }, async (app) => {
      const degraded = await app.call('/ready');
      expect([degraded.status, degraded.json]).toEqual([
        200,
        { status: 'degraded', checks: { database: 'ok', bus: 'unavailable' } },
      ]);
      isAvailable = true;
      expect((await app.call('/ready')).json).toEqual({
        status: 'ok',
        checks: { database: 'ok', bus: 'ok' },
      });
    });
  });

  test('aborts a check after its timeout', async () => {
    const clock = createManualClock();
    const signals: AbortSignal[] = [];
    const slow = (signal: AbortSignal) => {
      signals.push(signal);
      return neverSettles();
    };
    const readiness = { checks: { slow, slower: slow }, optionalServices: {}, isReady: () => true };
    await withApp({ readiness, clock }, async (app) => {
      const answer = app.call('/ready');
      await expect.poll(() => signals.length).toBe(2);
      clock.advance(2000);
      expect((await answer).json.checks).toEqual({
        slow: 'timed out after 2000 ms',
        slower: 'timed out after 2000 ms',
      });
      expect(signals.every(({ aborted }) => aborted)).toBe(true);
    });
  });

  test('is 200 if all checks pass and 503 while the process drains', async () => {
    let ready = true;
    const readiness = { checks: { database: async () => {} }, optionalServices: {}, isReady: () => ready };
    await withApp({ readiness }, async (app) => {
      expect((await app.call('/ready')).status).toBe(200);
      ready = false;
      expect((await app.call('/ready')).json).toEqual({ status: 'not-ready', checks: { database: 'ok' } });
    });
  });
});

test('/health reports degraded without naming the service', async () => {
  const readiness = { checks: {}, optionalServices: { bus: () => false }, isReady: () => true };
  const { status, json } = await withApp({ readiness }, (app) => app.call('/health'));
  expect([status, json.status]).toEqual([200, 'degraded']);
});

test('responses name the process only if the contract enables it', async () => {
  const named = async (exposeProcessName: boolean) => {
    const contract = applyOverrides(profile('test'), { http: { exposeProcessName } });
    const { headers } = await withApp({ contract, processName: 'web 2' }, (app) =>
      app.call('/api/v1/agents'),
    );
    return headers.get('x-rostrum-process');
  };
  expect([await named(true), await named(false)]).toEqual(['web 2', null]);
  expect(profile('development').http.exposeProcessName).toBe(true);
  expect(profile('production').http.exposeProcessName).toBe(false);
});

test('/health returns version, profile and contract hash', async () => {
  const answer = await withApp({}, (app) => app.call('/health'));
  expect(answer.json).toEqual({
    status: 'ok',
    version: '1.2.3',
    profile: 'test',
    contract: 'a contract hash',
  });
});

describe('/metrics', () => {
  test('counts requests by route, class and status, and viewers', async () => {
    await withApp({}, async (app) => {
      await app.call('/api/v1/debates');
      await app.call('/api/v1/debates/unknown');
      await app.call('/nowhere/at/all');
      const { text, headers } = await app.call('/metrics');
      expect(headers.get('content-type')).toContain('text/plain');
      for (const [route, routeClass, status] of [
        ['listDebates', 'api', 200],
        ['getDebate', 'api', 404],
        ['none', 'none', 404],
      ]) {
        const labels = `route="${route}",class="${routeClass}",status="${status}",process="test"`;
        expect(text).toContain(`rostrum_http_requests_total{${labels}} 1\n`);
        const timed = `process="test",class="${routeClass}",status="${status}"`;
        expect(text).toContain(`rostrum_http_request_seconds_count{${timed}} 1\n`);
      }
      expect(text).toContain('rostrum_http_requests_in_flight{class="api",process="test"} 0\n');
      // The scrape itself.
      expect(text).toContain('rostrum_http_requests_in_flight{class="internal",process="test"} 1\n');
      expect(text).toContain('process_cpu_user_seconds_total');
      expect(text).toContain('nodejs_eventloop_lag_p99_seconds');
    });
  });

  test.each([
    'x-forwarded-for',
    'x-forwarded-proto',
    'forwarded',
    'x-real-ip',
    'via',
    'cf-connecting-ip',
    'cloudfront-viewer-address',
    'x-amzn-trace-id',
  ])('is refused to requests with the proxy header %s', async (name) => {
    const answer = await withApp({}, (app) => app.call('/metrics', { headers: { [name]: 'x' } }));
    expect(answer.json).toMatchObject({ status: 403, code: 'internal-only' });
    expect(answer.json.detail).toContain(name);
  });

  test('is answered 404 if metrics are switched off', async () => {
    const answer = await withApp({ metrics: null }, (app) => app.call('/metrics'));
    expect(answer.json).toMatchObject({ status: 404, code: 'not-found' });
  });
});

test('/ready gives the notices of the start to requests from inside only', async () => {
  const notices = ['A pooler is there. Set this.'];
  const readiness = { checks: {}, optionalServices: {}, notices, isReady: () => true };
  await withApp({ readiness }, async (app) => {
    expect((await app.call('/ready')).json).toEqual({ status: 'ok', checks: {}, notices });
    const forwarded = await app.call('/ready', { headers: { 'x-forwarded-for': '192.0.2.1' } });
    expect(forwarded.json).toEqual({ status: 'ok', checks: {} });
  });
});
