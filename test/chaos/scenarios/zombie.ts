import { setTimeout as pause } from 'node:timers/promises';
import { profile } from '../../../app/contract/profiles.ts';
import { until } from '../../support/until.ts';
import type { Cluster } from '../cluster.ts';
import { checkHistories, createQuestions, startDebates } from '../debates.ts';
import type { Hit } from '../faults/fail-point.ts';
import { leasesOf, measureTakeovers } from '../leases.ts';
import { formatP50P99, type Report, type Scenario, type ScenarioOptions, slowModel } from '../scenario.ts';

const { leaseMs } = profile('test').work;

export const zombie: Scenario = {
  description:
    'a worker is suspended for twice its lease and resumes: others have continued, and its appends are rejected',
  defaults: { seconds: 2, debates: 6, seed: 1, model: slowModel },
  webs: 1,
  workers: 2,
  run: pauseOne,
};

async function pauseOne(cluster: Cluster, { debates: count }: ScenarioOptions): Promise<Report> {
  const debates = await startDebates(cluster.balancer.url, createQuestions(count));
  const hit = await pauseAtReply(cluster);
  const stopped = cluster.fleet.members('worker').find(({ name }) => name === hit.process);
  if (!stopped) throw new Error(`${hit.process} is gone`);
  const leases = await leasesOf(cluster, stopped);
  await pause(2 * leaseMs);
  const stillHeld = await leasesOf(cluster, stopped);
  stopped.child.kill('SIGCONT');
  const { logs, violations } = await checkHistories(cluster.balancer.url, debates);
  // It exits after the cost of its wasted calls is recorded.
  const code = await stopped.stop();
  const waste = await cluster.query(`select debate_id, turn from waste where reason = 'fenced'`);
  const refused = await cluster.query(`
    select epoch from waste
    where reason = 'fenced' and debate_id = '${hit.debate}' and turn = '${hit.turn}'`);
  const takeoverMs = measureTakeovers([{ at: hit.at, leases }], logs).map(({ durationMs }) => durationMs);
  return {
    figures: {
      debates: count,
      'held by the stopped worker': leases.length,
      'of these still held after twice a lease': stillHeld.length,
      'rejected appends with recorded cost': refused.length,
      'attempts of the zombie, recorded as waste': waste.length,
      'exit code of the zombie at SIGTERM': String(code),
      'takeover p50 / p99': formatP50P99(takeoverMs),
    },
    violations: [
      ...violations,
      ...stillHeld.map(({ id }) => `debate ${id} was not taken over within twice the lease`),
      ...(refused.length > 0 ? [] : ['the late reply of the zombie is not recorded as waste']),
      ...(code === 0 ? [] : [`the zombie exited with ${code}`]),
    ],
  };
}

/** Suspends a worker with a complete but unstored reply, so that it appends the reply as soon as it resumes. */
async function pauseAtReply({ failPoints }: Cluster): Promise<Hit> {
  failPoints.arm('response before commit', undefined, 'SIGSTOP');
  await until(() => failPoints.hits().length > 0, 'a hit of a fail point', { timeoutMs: 120_000 });
  const [hit] = failPoints.hits();
  if (!hit) throw new Error('no worker was suspended');
  return hit;
}
