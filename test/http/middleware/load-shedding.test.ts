import { afterAll, beforeAll, expect, test } from 'vitest';
import { applyOverrides } from '../../../app/contract/overrides.ts';
import { profile } from '../../../app/contract/profiles.ts';
import { createManualClock } from '../../support/clocks/manual-clock.ts';
import { createTestApp, openStore } from '../../support/http/test-app.ts';
import type { OpenDatabase } from '../../support/stores/databases.ts';

let database: OpenDatabase;

beforeAll(async () => {
  database = await openStore();
});
afterAll(() => database.close());

const contract = applyOverrides(profile('test'), {
  http: { eventLoopLagMsMax: 200, eventLoopSampleMs: 100 },
});

/** An app whose event loop lags by this much. */
function createLateApp() {
  const manual = createManualClock();
  let lateMs = 0;
  const app = createTestApp(database.store, {
    contract,
    clock: { ...manual, monotonicMs: () => manual.monotonicMs() + lateMs },
  });
  return {
    app,
    stall(ms: number) {
      lateMs += ms;
      manual.advance(100);
    },
  };
}

test('an overloaded process refuses API requests with 503 and Retry-After', async () => {
  const { app, stall } = createLateApp();
  expect((await app.call('/api/v1/agents')).status).toBe(200);
  stall(300);
  const answer = await app.call('/api/v1/agents');
  expect(answer.json).toMatchObject({ status: 503, code: 'overloaded' });
  expect(answer.headers.get('retry-after')).toBe('2');
  expect(app.deps.accessControl.stats.shed).toBe(1);
  stall(0);
  stall(0);
  expect((await app.call('/api/v1/agents')).status).toBe(200);
  app.close();
});

test('an overloaded process still serves probes and the page', async () => {
  const { app, stall } = createLateApp();
  stall(10_000);
  for (const path of ['/healthz', '/ready', '/metrics', '/'])
    expect([path, (await app.call(path)).status]).toEqual([path, 200]);
  app.close();
});

test('production measures the event-loop lag', () => {
  expect(profile('production').http.eventLoopLagMsMax).not.toBeNull();
});
