import type { Metrics } from '../runtime/metrics.ts';
import { systemClock } from '../shared/clock.ts';
import type { Webhook, WorkerHeartbeat } from '../store/store.ts';
import { type AttemptReport, modelStatsFor, type WorkerStats } from '../worker/stats.ts';
import type { Runtime } from './runtime.ts';

export interface WorkerMetricsSource {
  readonly stats: WorkerStats;
  /** Number of debates that this process advances now. */
  readonly running: () => number;
  /** Number of debates that it advances at most. */
  readonly capacity: number;
}

/** Registers the metrics of a worker's leases, turns and models. */
export function reportWorker(metrics: Metrics, { stats, running, capacity }: WorkerMetricsSource): void {
  metrics.gauge('rostrum_debates_running', running);
  metrics.gauge('rostrum_debates_capacity', () => capacity);
  metrics.counter('rostrum_debates_abandoned_total', () => stats.abandoned);
  metrics.counter('rostrum_lease_claims_total', () => stats.claims);
  metrics.counter('rostrum_lease_takeovers_total', () => stats.takeovers);
  metrics.counter('rostrum_appends_fenced_total', () => stats.fenced);
  metrics.counter('rostrum_turns_total', () =>
    [...stats.attempts].map(([outcome, count]) => [{ outcome }, count]),
  );
  metrics.counter('rostrum_turns_wasted_total', () =>
    [...stats.wastedAttempts].map(([reason, count]) => [{ reason }, count]),
  );
  metrics.counter('rostrum_provider_errors_total', () =>
    [...stats.providerErrors.values()].map(({ provider, reason, count }) => [{ provider, reason }, count]),
  );
  reportModels(metrics, stats);
}

/** Returns a function that counts an attempt to deliver a webhook, by the state after it. */
export function reportWebhooks(metrics: Metrics): (state: Webhook['state']) => void {
  const counts = new Map<string, number>();
  metrics.counter('rostrum_webhook_attempts_total', () =>
    [...counts].map(([outcome, count]) => [{ outcome }, count]),
  );
  return (state) => {
    const outcome = state === 'pending' ? 'retried' : state;
    counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  };
}

function reportModels(metrics: Metrics, { models }: WorkerStats): void {
  metrics.counter('rostrum_tokens_total', () =>
    [...models.values()].flatMap(({ provider, model, inputTokens, outputTokens }) => [
      [{ provider, model, direction: 'input' }, inputTokens],
      [{ provider, model, direction: 'output' }, outputTokens],
    ]),
  );
  metrics.counter('rostrum_cost_usd_total', () =>
    [...models.values()].map(({ provider, model, costUsd }) => [{ provider, model }, costUsd]),
  );
  metrics.counter('rostrum_wasted_tokens_total', () =>
    [...models.values()].map(({ provider, model, wastedTokens }) => [{ provider, model }, wastedTokens]),
  );
  metrics.counter('rostrum_wasted_cost_usd_total', () =>
    [...models.values()].map(({ provider, model, wastedUsd }) => [{ provider, model }, wastedUsd]),
  );
}

/** Returns a function that records the durations of an attempt at a turn. */
export function reportTurns(
  metrics: Metrics,
  stats: WorkerStats,
  modelsMax: number,
): (report: AttemptReport) => void {
  const turn = metrics.histogram('rostrum_turn_seconds');
  const firstToken = metrics.histogram('rostrum_first_token_seconds');
  const wait = metrics.histogram('rostrum_turn_wait_seconds');
  return (report) => {
    const { provider, model } = modelStatsFor(stats, report, modelsMax);
    turn({ provider, model }, report.tookMs / 1000);
    if (report.firstTokenMs !== null) firstToken({ provider, model }, report.firstTokenMs / 1000);
    wait({ provider }, report.queuedMs / 1000);
  };
}

/**
 * Records in the store at an interval that this worker is alive, so that the backlog can be compared with the capacity
 * of all workers. Call the result when the worker drains; it does not wait for the store, which may be unavailable.
 */
export async function startHeartbeat(
  worker: WorkerHeartbeat,
  { config, store, log }: Pick<Runtime, 'config' | 'store' | 'log'>,
): Promise<() => void> {
  const { sampleIntervalMs, workerHeartbeatTimeoutMs } = config.contract.measures;
  const onError = (error: unknown) => log.debug({ error }, 'heartbeat failed');
  const beat = () => store.recordHeartbeat(worker, workerHeartbeatTimeoutMs).catch(onError);
  await beat();
  const stop = systemClock.every(sampleIntervalMs, () => void beat());
  return () => {
    stop();
    store.removeWorker(worker.owner).catch(onError);
  };
}
