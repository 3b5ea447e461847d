import { systemTimers } from './live/timers.ts';
import type { Metrics } from './process/metrics.ts';
import type { Base } from './roles.ts';
import type { LivingWorker } from './store/store.ts';
import { modelOf, type TurnFacts, type WorkCounts } from './work/counts.ts';

export interface WorkMeasures {
  readonly counts: WorkCounts;
  /** Debates that this process advances at present, and at most. */
  readonly running: () => number;
  readonly capacity: number;
}

/** What /metrics says of a worker's leases and of what models have done. */
export function measureWork(metrics: Metrics, { counts, running, capacity }: WorkMeasures): void {
  metrics.gauge('rostrum_debates_running', running);
  metrics.gauge('rostrum_debates_capacity', () => capacity);
  metrics.counter('rostrum_debates_given_up_total', () => counts.givenUp);
  metrics.counter('rostrum_lease_claims_total', () => counts.claims);
  metrics.counter('rostrum_lease_takeovers_total', () => counts.takeovers);
  metrics.counter('rostrum_appends_fenced_total', () => counts.fenced);
  metrics.counter('rostrum_turns_total', () =>
    [...counts.turns].map(([outcome, count]) => [{ outcome }, count]),
  );
  metrics.counter('rostrum_turns_wasted_total', () =>
    [...counts.wasted].map(([reason, count]) => [{ reason }, count]),
  );
  metrics.counter('rostrum_provider_errors_total', () =>
    [...counts.errors.values()].map(({ provider, reason, count }) => [{ provider, reason }, count]),
  );
  measureModels(metrics, counts);
}

function measureModels(metrics: Metrics, { models }: WorkCounts): void {
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
export function measureTurns(
  metrics: Metrics,
  counts: WorkCounts,
  modelsMax: number,
): (facts: TurnFacts) => void {
  const turn = metrics.histogram('rostrum_turn_seconds');
  const firstToken = metrics.histogram('rostrum_first_token_seconds');
  const wait = metrics.histogram('rostrum_turn_wait_seconds');
  return (facts) => {
    const { provider, model } = modelOf(counts, facts, modelsMax);
    turn({ provider, model }, facts.tookMs / 1000);
    if (facts.firstTokenMs !== null) firstToken({ provider, model }, facts.firstTokenMs / 1000);
    wait({ provider }, facts.waitedMs / 1000);
  };
}

/**
 * Says now and then that this worker lives, so that what waits can be set against those who are there to take it. Ended
 * as soon as it drains, for it takes no more; nobody waits for that, because the database may be away.
 */
export async function signOfLife(
  worker: LivingWorker,
  { config, store, log }: Pick<Base, 'config' | 'store' | 'log'>,
): Promise<() => void> {
  const { sampleMs, workerGoneMs } = config.contract.measures;
  const failed = (error: unknown) => log.debug({ error }, 'the sign of life could not be given');
  const say = () => store.sayAlive(worker, workerGoneMs).catch(failed);
  await say();
  const stop = systemTimers.every(sampleMs, () => void say());
  return () => {
    stop();
    store.sayGone(worker.owner).catch(failed);
  };
}
