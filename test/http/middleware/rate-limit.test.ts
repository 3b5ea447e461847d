import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { applyOverrides, type Overrides } from '../../../app/contract/overrides.ts';
import { profile } from '../../../app/contract/profiles.ts';
import type { Contract } from '../../../app/contract/types/contract.ts';
import { createTestKey, keyedAccess } from '../../support/http/api-keys.ts';
import { createTestApp, openStore, startTestServer, type TestApp } from '../../support/http/test-app.ts';
import type { OpenDatabase } from '../../support/stores/databases.ts';

let database: OpenDatabase;
const apps: TestApp[] = [];

beforeAll(async () => {
  database = await openStore();
});

afterAll(async () => {
  for (const app of apps) app.close();
  await database.close();
});

const rate = { windowSeconds: 60, addressRequestsMax: 3, keyRequestsMax: 2 };

function createLimitedApp(classes: Overrides<Contract['classes']>, keyed = false): TestApp {
  const contract = applyOverrides(profile('test'), { edge: { trustedProxies: 1 }, classes });
  const app = createTestApp(database.store, { contract, ...(keyed && { policy: keyedAccess }) });
  apps.push(app);
  return app;
}

const from = (address: string) => ({ 'x-forwarded-for': address });
const collectStatuses = async (times: number, ask: () => Promise<{ readonly status: number }>) => {
  const answers: number[] = [];
  for (let time = 0; time < times; time += 1) answers.push((await ask()).status);
  return answers;
};

describe('a client address', () => {
  test('is limited and receives the reset time', async () => {
    const app = createLimitedApp({ api: { rate } });
    const ask = (address = '203.0.113.1') => app.call('/api/v1/agents', { headers: from(address) });
    const first = await ask();
    expect(first.status).toBe(200);
    expect(first.headers.get('ratelimit-policy')).toBe('"address";q=3;w=60');
    expect(first.headers.get('ratelimit')).toMatch(/^"address";r=2;t=(60|5\d)$/);
    await collectStatuses(2, ask);
    const over = await ask();
    expect(over.json).toMatchObject({ status: 429, code: 'rate-limited' });
    expect(over.headers.get('ratelimit')).toMatch(/^"address";r=0;t=\d+$/);
    const retryAfter = Number(over.headers.get('retry-after'));
    expect(retryAfter).toBeGreaterThan(0);
    expect(retryAfter).toBeLessThanOrEqual(60);
    expect((await ask('203.0.113.2')).status).toBe(200);
    expect(app.deps.accessControl.stats.rateLimited).toBe(1);
  });

  test('cannot evade the limit with forged X-Forwarded-For entries', async () => {
    const app = createLimitedApp({ api: { rate } });
    let forged = 0;
    const ask = () => {
      forged += 1;
      return app.call('/api/v1/agents', { headers: from(`198.51.100.${forged}, 203.0.113.1`) });
    };
    expect(await collectStatuses(5, ask)).toEqual([200, 200, 200, 429, 429]);
  });

  test('cannot evade the limit with other addresses of its IPv6 network', async () => {
    const app = createLimitedApp({ api: { rate } });
    let host = 0;
    const ask = (network = '2001:db8:1:2') => {
      host += 1;
      return app.call('/api/v1/agents', { headers: from(`${network}::${host}`) });
    };
    expect(await collectStatuses(4, ask)).toEqual([200, 200, 200, 429]);
    expect((await ask('2001:db8:1:3')).status).toBe(200);
  });

  test('is limited also when it sends invalid keys', async () => {
    const app = createLimitedApp({ api: { rate } }, true);
    const ask = () =>
      app.call('/api/v1/agents', { headers: { ...from('203.0.113.9'), authorization: 'Bearer x' } });
    expect(await collectStatuses(4, ask)).toEqual([401, 401, 401, 429]);
  });
});

describe('a key', () => {
  test('is limited across addresses', async () => {
    const app = createLimitedApp({ api: { rate } }, true);
    const [one, two] = [await createTestKey(database.store, 'a'), await createTestKey(database.store, 'a')];
    let address = 0;
    const ask = (key = one) => {
      address += 1;
      return app.call('/api/v1/agents', { headers: { ...from(`203.0.113.${address}`), ...key.headers } });
    };
    const first = await ask();
    expect(first.headers.get('ratelimit-policy')).toBe('"address";q=3;w=60, "key";q=2;w=60');
    expect(first.headers.get('ratelimit')).toMatch(/^"address";r=2;t=\d+, "key";r=1;t=\d+$/);
    expect(await collectStatuses(2, ask)).toEqual([200, 429]);
    expect((await ask(two)).status).toBe(200);
  });
});

test('each route class has its own limit and count', async () => {
  const app = createLimitedApp({ api: { rate }, page: { rate: { ...rate, addressRequestsMax: 1 } } });
  const ask = (path: string) => () => app.call(path, { headers: from('203.0.113.1') });
  expect(await collectStatuses(2, ask('/docs'))).toEqual([200, 429]);
  expect(await collectStatuses(4, ask('/api/v1/agents'))).toEqual([200, 200, 200, 429]);
});

test('probes and metrics are not rate-limited', async () => {
  const app = createLimitedApp({ api: { rate }, page: { rate }, stream: { rate }, socket: { rate } });
  for (const path of ['/healthz', '/ready', '/health'])
    expect(await collectStatuses(10, () => app.call(path, { headers: from('203.0.113.1') }))).not.toContain(
      429,
    );
  expect(await collectStatuses(10, () => app.call('/metrics'))).not.toContain(429);
});

test('opening sockets and streams is rate-limited', async () => {
  const contract = applyOverrides(profile('test'), { classes: { socket: { rate }, stream: { rate } } });
  const server = await startTestServer(database.store, { contract });
  const open = async () => {
    const ws = new WebSocket(`${server.server.url.replace('http', 'ws')}/ws`);
    ws.on('error', () => {});
    const answer = Promise.race([
      once(ws, 'open').then(() => ({ status: 101, retryAfter: null })),
      once(ws, 'unexpected-response').then(([, response]) => ({
        status: response.statusCode,
        retryAfter: response.headers['retry-after'],
      })),
    ]);
    const result = await answer;
    ws.terminate();
    return result;
  };
  expect(await collectStatuses(3, open)).toEqual([101, 101, 101]);
  expect(await open()).toEqual({ status: 429, retryAfter: expect.stringMatching(/^\d+$/) });
  const stream = () => fetch(`${server.server.url}/api/v1/debates/none/events`);
  expect(await collectStatuses(4, stream)).toEqual([404, 404, 404, 429]);
  await server.stop();
});

test('the development profile has no rate limits', async () => {
  const app = createTestApp(database.store, { contract: profile('development') });
  apps.push(app);
  const answer = await app.call('/api/v1/agents');
  expect(answer.headers.get('ratelimit')).toBeNull();
});

test('staging and production limit every route class except probe and internal', () => {
  for (const name of ['staging', 'production'] as const) {
    const unlimited = Object.entries(profile(name).classes).flatMap(([routeClass, { rate }]) =>
      rate.addressRequestsMax === null || rate.keyRequestsMax === null ? [routeClass] : [],
    );
    expect(unlimited).toEqual(['probe', 'internal']);
  }
});
