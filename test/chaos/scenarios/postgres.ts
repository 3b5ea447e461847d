import { setTimeout as pause } from 'node:timers/promises';
import type { Cluster } from '../cluster.ts';
import { checkHistories, createQuestions, startDebates } from '../debates.ts';
import { type Load, startLoad } from '../load.ts';
import { formatP50P99, type Report, type Scenario, type ScenarioOptions, slowModel } from '../scenario.ts';

/** The pause between two disturbances. */
const faultIntervalMs = 1500;
const rate = 20;

export const postgres: Scenario = {
  description: 'PostgreSQL is restarted at once, and all backends are terminated, in turn, while debates run',
  defaults: { seconds: 12, debates: 8, seed: 1, model: slowModel },
  webs: 1,
  workers: 2,
  run: injectFaults,
};

export const terminateBackends = ({ query }: Cluster): Promise<unknown> =>
  query(`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'rostrum'`);

async function injectFaults(cluster: Cluster, { seconds, debates: count }: ScenarioOptions): Promise<Report> {
  const debates = await startDebates(cluster.balancer.url, createQuestions(count));
  const load = startLoad(cluster.balancer.ready, rate);
  let restarts = 0;
  let terminated = 0;
  for (const until = Date.now() + seconds * 1000; Date.now() < until; ) {
    await pause(faultIntervalMs);
    if (restarts <= terminated) {
      await cluster.postgres.restart();
      restarts += 1;
    } else {
      await terminateBackends(cluster);
      terminated += 1;
    }
  }
  const { violations } = await checkHistories(cluster.balancer.url, debates);
  await load.end();
  return {
    figures: {
      debates: count,
      restarts,
      'terminations of all backends': terminated,
      requests: load.results.length,
      'answered 503 with Retry-After': load.results.filter(({ status }) => status === 503).length,
      'event latency p50 / p99': formatP50P99(debates.viewers.flatMap(({ latencyMs }) => latencyMs)),
    },
    violations: [...violations, ...findUnexpected(load)],
  };
}

/** During an outage only 503 with Retry-After is allowed. */
export const findUnexpected = ({ results }: Load): string[] =>
  results
    .filter(({ status, retryAfter }) => status !== 200 && !(status === 503 && retryAfter !== null))
    .map(({ status, body }) => `a request was answered with ${status}: ${body}`);
