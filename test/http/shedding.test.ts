import { afterAll, beforeAll, expect, test } from 'vitest';
import { profile, withDifferences } from '../../app/contract/profiles.ts';
import type { OpenDatabase } from '../support/databases.ts';
import { openStore, testApp } from '../support/http.ts';
import { createManualTimers } from '../support/manual-timers.ts';

let database: OpenDatabase;

beforeAll(async () => {
  database = await openStore();
});
afterAll(() => database.close());

const contract = withDifferences(profile('test'), { http: { loopLagMsMax: 200, loopSampleMs: 100 } });

/** A process whose event loop comes this much later than its timers think. */
function lateApp() {
  const manual = createManualTimers();
  let lateMs = 0;
  const app = testApp(database.store, { contract, timers: { ...manual, now: () => manual.now() + lateMs } });
  return {
    app,
    stall(ms: number) {
      lateMs += ms;
      manual.advance(100);
    },
  };
}

test('a process that is late refuses short requests, and says when to come back', async () => {
  const { app, stall } = lateApp();
  expect((await app.call('/api/v1/agents')).status).toBe(200);
  stall(300);
  const answer = await app.call('/api/v1/agents');
  expect(answer.json).toMatchObject({ status: 503, code: 'busy' });
  expect(answer.headers.get('retry-after')).toBe('2');
  expect(app.parts.gate.counts.shed).toBe(1);
  stall(0);
  stall(0);
  expect((await app.call('/api/v1/agents')).status).toBe(200);
  app.close();
});

test('probes are answered all the same, and so is the page', async () => {
  const { app, stall } = lateApp();
  stall(10_000);
  for (const path of ['/healthz', '/ready', '/metrics', '/'])
    expect([path, (await app.call(path)).status]).toEqual([path, 200]);
  app.close();
});

test('production measures it', () => {
  expect(profile('production').http.loopLagMsMax).not.toBeNull();
});
