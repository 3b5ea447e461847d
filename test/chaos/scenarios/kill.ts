import { profile } from '../../../app/contract/profiles.ts';
import type { Envelope } from '../../../app/debate/core/frames.ts';
import { createRandom } from '../../support/random.ts';
import type { Cluster } from '../cluster.ts';
import { checkHistories, createQuestions, type Debates, startDebates } from '../debates.ts';
import { failPoints } from '../faults/fail-point.ts';
import { countHits, killForDuration } from '../faults/kill-processes.ts';
import { lostAttempts } from '../history.ts';
import { measureTakeovers, type Takeover } from '../leases.ts';
import { formatP50P99, type Report, type Scenario, type ScenarioOptions } from '../scenario.ts';

/** Debates start throughout, so that there is always one to hit. */
const startShare = 0.8;
/** A hundred viewers of thirty debates. */
const viewersEach = 100 / 30;
const { workerLossesMax } = profile('test').work;

/** Turns are shorter than the lifetime of a worker, or no debate could progress. */
const shortTurns = 'rehearsal?tps=80&ttftMs=300&words=50';

export const kill: Scenario = {
  description: 'kill -9 about every second: workers at named points of a turn, web processes at any time',
  defaults: { seconds: 60, debates: 30, seed: 1, model: shortTurns },
  webs: 2,
  workers: 3,
  run: killProcesses,
};

async function killProcesses(
  cluster: Cluster,
  { seconds, debates: count, seed }: ScenarioOptions,
): Promise<Report> {
  const { url } = cluster.balancer;
  const { failoverMsMax } = cluster.contract.work;
  const forMs = seconds * 1000;
  const starting = startDebates(url, createQuestions(count), {
    viewers: Math.ceil(viewersEach * count),
    withinMs: forMs * startShare,
  });
  const { losses, immediate, hits } = await killForDuration(
    cluster,
    createRandom(seed),
    forMs,
    waitForEnd(starting),
  );
  const debates = await starting;
  // Before the logs are read: a debate that has not ended goes on.
  const completed = cluster.failPoints.commits();
  const { logs, violatedRules, consistentViewers, violations } = await checkHistories(url, debates);
  const all = [...logs.values()];
  const lost = completed.filter(({ debate, seq, hash }) => logs.get(debate)?.[seq - 1]?.hash !== hash);
  const takeoverTimes = measureTakeovers(losses, logs);
  const takeoverMs = takeoverTimes.filter((one) => !isAtRisk(one)).map(({ durationMs }) => durationMs);
  const queuedTakeoverMs = takeoverTimes.filter(isAtRisk).map(({ durationMs }) => durationMs);
  const tooSlow = takeoverMs.filter((ms) => ms > failoverMsMax);
  const hitCounts = failPoints.map((point) => [point, countHits(point, hits)] as const);
  return {
    figures: {
      debates: count,
      ...Object.fromEntries(hitCounts.map(([point, times]) => [`workers killed ${point}`, times])),
      'idle workers killed': immediate.worker,
      'web processes killed': immediate.web,
      restarts: cluster.fleet.restarts(),
      ...tally(all.map(endLabel)),
      'turns completed': all.flat().filter(({ type }) => type === 'turn.completed').length,
      'acknowledged to a worker / lost': `${completed.length} / ${lost.length}`,
      'turns run twice': violatedRules.filter((rule) => rule.startsWith('turn')).length,
      'gaps in seq': violatedRules.filter((rule) => rule.startsWith('seq')).length,
      'attempts lost with their worker': all.map(lostAttempts).reduce((sum, some) => sum + some, 0),
      'viewers / consistent with the log': `${debates.viewers.length} / ${consistentViewers}`,
      'takeover p50 / p99': formatP50P99(takeoverMs),
      'takeover of debates at risk, queued': formatP50P99(queuedTakeoverMs),
      'reconnect p50 / p99': formatP50P99(debates.viewers.flatMap(({ reconnectMs }) => reconnectMs)),
    },
    violations: [
      ...violations,
      ...lost.map(({ debate, seq }) => `debate ${debate}: the turn completed at ${seq} is lost`),
      ...hitCounts.flatMap(([point, times]) => (times > 0 ? [] : [`no worker was killed ${point}`])),
      ...tooSlow.map((ms) => `a takeover took ${ms} ms, allowed: ${failoverMsMax}`),
    ],
  };
}

/** Debates on one of their last four takeovers are handed out one at a time, and wait for that. */
const isAtRisk = ({ previousLosses }: Takeover): boolean => previousLosses + 1 >= workerLossesMax - 3;

/** Resolves when all debates have ended or have timed out; the history check reports those. */
const waitForEnd = (starting: Promise<Debates>): Promise<void> =>
  starting.then(({ ended }) => ended).catch(() => {});

/** The number of each. */
const tally = (names: readonly string[]): Record<string, number> =>
  Object.fromEntries(
    [...Map.groupBy([...names].sort(), (name) => name)].map(([name, all]) => [name, all.length]),
  );

function endLabel(log: readonly Envelope[]): string {
  const end = log.at(-1);
  if (end?.type === 'debate.failed') return `ended: debate.failed (${end.data.stopReason})`;
  return `ended: ${end?.type}`;
}
