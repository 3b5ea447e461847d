import { afterAll, beforeAll, expect, test } from 'vitest';
import { reportTurns, reportWorker } from '../../app/bootstrap/worker-metrics.ts';
import { metrics as table } from '../../app/contract/metrics.ts';
import { profile } from '../../app/contract/profiles.ts';
import { createMetrics } from '../../app/runtime/metrics.ts';
import { type AttemptReport, countAttempt, createWorkerStats } from '../../app/worker/stats.ts';
import { createTestApp, openStore } from '../support/http/test-app.ts';
import type { OpenDatabase } from '../support/stores/databases.ts';

let database: OpenDatabase;
beforeAll(async () => {
  database = await openStore();
});
afterAll(() => database.close());

const { modelMetricsMax } = profile('production').work;

const seriesOf = (text: string) => text.split('\n').filter((line) => line.startsWith('rostrum_'));

const facts = (model: string, changes: Partial<AttemptReport> = {}): AttemptReport => ({
  ...{ debate: `debate of ${model}`, turn: `turn of ${model}`, attempt: 1, model },
  ...{ provider: 'some', outcome: 'completed', wasteReason: null, costUsd: 0.5 },
  usage: { inputTokens: 1, outputTokens: 1, estimated: false },
  ...{ queuedMs: 0, firstTokenMs: 5, tookMs: 10 },
  ...changes,
});

/** What a thousand models and debates leave in the metrics, and what ten times as many do. */
async function afterModels(count: number): Promise<string[]> {
  const metrics = createMetrics('worker');
  const counts = createWorkerStats();
  const time = reportTurns(metrics, counts, modelMetricsMax);
  reportWorker(metrics, { counts, running: () => 0, capacity: 20 });
  for (let made = 0; made < count; made += 1) {
    for (const one of [
      facts(`some:model-${made}`),
      facts(`some:model-${made}`, { outcome: 'rate-limited', wasteReason: 'fenced' }),
      facts(`rehearsal?seed=${made}`, { provider: 'rehearsal' }),
    ]) {
      countAttempt(counts, one, modelMetricsMax);
      time(one);
    }
  }
  return seriesOf(await metrics.text());
}

test('models and debates, however many callers make up, leave as many series as the contract allows', async () => {
  const series = await afterModels(1000);
  const models = new Set(series.map((line) => /[{,]model="([^"]*)"/.exec(line)?.[1]));
  models.delete(undefined);
  // Those that are counted by name, and the rest of each provider.
  expect(models.size).toBeLessThanOrEqual(modelMetricsMax + 2);
  expect(models).toContain('some:other');
  const bucketed =
    table.rostrum_turn_seconds.buckets.length + table.rostrum_first_token_seconds.buckets.length;
  expect(series.length).toBeLessThan((modelMetricsMax + 2) * (bucketed + 2 * 3 + 5) + 100);
  expect(await afterModels(3000)).toHaveLength(series.length);
});

test('neither do paths, debates, tenants or addresses make series', async () => {
  const app = createTestApp(database.store);
  async function ask(from: number, to: number): Promise<string[]> {
    for (let asked = from; asked < to; asked += 1) {
      const headers = {
        'x-request-id': `request-${asked}`,
        'x-forwarded-for': `10.0.${asked >> 8}.${asked & 255}`,
      };
      await app.call(`/nowhere/${asked}`, { headers });
      if (asked % 10 === 0) await app.call(`/api/v1/debates/debate-${asked}`, { headers });
    }
    return seriesOf((await app.call('/metrics')).text).map((line) => line.replace(/ \S+$/, ''));
  }
  await ask(0, 1);
  const few = await ask(1, 11);
  expect(await ask(11, 1000)).toEqual(few);
  app.close();
});
