import { afterAll, beforeAll, expect, test } from 'vitest';
import { reportTurns, reportWebhooks, reportWorker } from '../../app/bootstrap/worker-metrics.ts';
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

const parseSeries = (text: string) => text.split('\n').filter((line) => line.startsWith('rostrum_'));

const attemptReport = (model: string, changes: Partial<AttemptReport> = {}): AttemptReport => ({
  debate: `debate of ${model}`,
  turn: `turn of ${model}`,
  attempt: 1,
  model,
  provider: 'some',
  outcome: 'completed',
  wasteReason: null,
  costUsd: 0.5,
  usage: { inputTokens: 1, outputTokens: 1, estimated: false },
  queuedMs: 0,
  firstTokenMs: 5,
  tookMs: 10,
  ...changes,
});

/** The series in the metrics after attempts of `count` models and debates. */
async function seriesAfterModels(count: number): Promise<string[]> {
  const metrics = createMetrics('worker');
  const stats = createWorkerStats();
  const timeTurn = reportTurns(metrics, stats, modelMetricsMax);
  reportWorker(metrics, { stats, running: () => 0, capacity: 20 });
  for (let made = 0; made < count; made += 1) {
    for (const report of [
      attemptReport(`some:model-${made}`),
      attemptReport(`some:model-${made}`, { outcome: 'rate-limited', wasteReason: 'fenced' }),
      attemptReport(`rehearsal?seed=${made}`, { provider: 'rehearsal' }),
    ]) {
      countAttempt(stats, report, modelMetricsMax);
      timeTurn(report);
    }
  }
  return parseSeries(await metrics.text());
}

test('the number of series stays within the contract for any number of models and debates', async () => {
  const series = await seriesAfterModels(1000);
  const models = new Set(series.map((line) => /[{,]model="([^"]*)"/.exec(line)?.[1]));
  models.delete(undefined);
  // The models counted by name, and one `other` per provider.
  expect(models.size).toBeLessThanOrEqual(modelMetricsMax + 2);
  expect(models).toContain('some:other');
  const bucketed =
    table.rostrum_turn_seconds.buckets.length + table.rostrum_first_token_seconds.buckets.length;
  expect(series.length).toBeLessThan((modelMetricsMax + 2) * (bucketed + 2 * 3 + 5) + 100);
  expect(await seriesAfterModels(3000)).toHaveLength(series.length);
});

test('paths, debates, request ids and addresses create no series', async () => {
  const app = createTestApp(database.store);
  async function sendRequests(from: number, to: number): Promise<string[]> {
    for (let index = from; index < to; index += 1) {
      const headers = {
        'x-request-id': `request-${index}`,
        'x-forwarded-for': `10.0.${index >> 8}.${index & 255}`,
      };
      await app.call(`/unknown/${index}`, { headers });
      if (index % 10 === 0) await app.call(`/api/v1/debates/debate-${index}`, { headers });
    }
    return parseSeries((await app.call('/metrics')).text).map((line) => line.replace(/ \S+$/, ''));
  }
  await sendRequests(0, 1);
  const few = await sendRequests(1, 11);
  expect(await sendRequests(11, 1000)).toEqual(few);
  app.close();
});

test('attempts to deliver webhooks are counted by outcome', async () => {
  const metrics = createMetrics('worker');
  const count = reportWebhooks(metrics);
  for (const state of ['pending', 'pending', 'delivered', 'failed'] as const) count(state);
  expect(parseSeries(await metrics.text())).toEqual([
    'rostrum_webhook_attempts_total{outcome="retried",process="worker"} 2',
    'rostrum_webhook_attempts_total{outcome="delivered",process="worker"} 1',
    'rostrum_webhook_attempts_total{outcome="failed",process="worker"} 1',
  ]);
});
