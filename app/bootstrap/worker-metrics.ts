import type { Metrics } from '../runtime/metrics.ts';
import { systemClock } from '../shared/clock.ts';
import type { WorkerHeartbeat } from '../store/store.ts';
import { type AttemptReport, modelStatsFor, type WorkerStats } from '../worker/stats.ts';
import type { Runtime } from './roles.ts';

export interface WorkerMetricsSource {
  readonly counts: WorkerStats;
  /** Debates that this process advances at present, and at most. */
  readonly running: () => number;
  readonly capacity: number;
}

/** What /metrics says of a worker's leases and of what models have done. */
export function reportWorker(metrics: Metrics, { counts, running, capacity }: WorkerMetricsSource): void {
  metrics.gauge('rostrum_debates_running', running);
  metrics.gauge('rostrum_debates_capacity', () => capacity);
  metrics.counter('rostrum_debates_abandoned_total', () => counts.abandoned);
  metrics.counter('rostrum_lease_claims_total', () => counts.claims);
  metrics.counter('rostrum_lease_takeovers_total', () => counts.takeovers);
  metrics.counter('rostrum_appends_fenced_total', () => counts.fenced);
  metrics.counter('rostrum_turns_total', () =>
    [...counts.attempts].map(([outcome, count]) => [{ outcome }, count]),
  );
  metrics.counter('rostrum_turns_wasted_total', () =>
    [...counts.wastedAttempts].map(([reason, count]) => [{ reason }, count]),
  );
  metrics.counter('rostrum_provider_errors_total', () =>
    [...counts.providerErrors.values()].map(({ provider, reason, count }) => [{ provider, reason }, count]),
  );
  reportModels(metrics, counts);
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

/** Takes the times of every attempt at a turn. */
export function reportTurns(
  metrics: Metrics,
  counts: WorkerStats,
  modelsMax: number,
): (facts: AttemptReport) => void {
  const turn = metrics.histogram('rostrum_turn_seconds');
  const firstToken = metrics.histogram('rostrum_first_token_seconds');
  const wait = metrics.histogram('rostrum_turn_wait_seconds');
  return (facts) => {
    const { provider, model } = modelStatsFor(counts, facts, modelsMax);
    turn({ provider, model }, facts.tookMs / 1000);
    if (facts.firstTokenMs !== null) firstToken({ provider, model }, facts.firstTokenMs / 1000);
    wait({ provider }, facts.queuedMs / 1000);
  };
}

/**
 * Says now and then that this worker lives, so that what waits can be set against those who are there to take it. Ended
 * as soon as it drains, for it takes no more; nobody waits for that, because the database may be away.
 */
export async function startHeartbeat(
  worker: WorkerHeartbeat,
  { config, store, log }: Pick<Runtime, 'config' | 'store' | 'log'>,
): Promise<() => void> {
  const { sampleIntervalMs, workerHeartbeatTimeoutMs } = config.contract.measures;
  const failed = (error: unknown) => log.debug({ error }, 'the sign of life could not be given');
  const beat = () => store.recordHeartbeat(worker, workerHeartbeatTimeoutMs).catch(failed);
  await beat();
  const stop = systemClock.every(sampleIntervalMs, () => void beat());
  return () => {
    stop();
    store.removeWorker(worker.owner).catch(failed);
  };
}
