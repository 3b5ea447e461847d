import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { openBalancer } from '../balancer.ts';
import type { Cluster } from '../cluster.ts';
import { checkHistories, createQuestions, type Debates, startDebates } from '../debates.ts';
import { type DelayProxy, openDelayProxy } from '../faults/delay-proxy.ts';
import { createFleet } from '../fleet.ts';
import { sendRequest } from '../load.ts';
import { formatP50P99, type Report, type Scenario, type ScenarioOptions, slowModel } from '../scenario.ts';
import { listenForText } from '../viewers/text-listener.ts';

/** Without Redis, polling delivers events within a second; twice that for a busy machine. */
const latencyMsMax = 2000;
/** Per direction. */
const delayMs = 300;

/** A disturbance of Redis and its reversal. */
interface Fault {
  readonly name: string;
  inject(site: Cluster, line: DelayProxy): Promise<void> | void;
  recover(site: Cluster, line: DelayProxy): Promise<void> | void;
  /** Processes notice at once. */
  readonly isUnavailable?: true;
}

const noop = () => {};

const faults: readonly Fault[] = [
  // Redis was never there when the processes started.
  {
    name: 'absent at the start',
    inject: noop,
    recover: (cluster) => cluster.replaceRedis(),
    isUnavailable: true,
  },
  { name: 'flushed', inject: flush, recover: noop },
  {
    name: 'killed',
    inject: (cluster) => cluster.redis().stop('SIGKILL'),
    recover: (cluster) => cluster.replaceRedis(),
    isUnavailable: true,
  },
  {
    name: 'paused',
    inject: (cluster) => void process.kill(cluster.redis().pid, 'SIGSTOP'),
    recover: (cluster) => void process.kill(cluster.redis().pid, 'SIGCONT'),
  },
  { name: 'slow', inject: (_, proxy) => proxy.delay(delayMs), recover: (_, proxy) => proxy.delay(0) },
  { name: 'restarted', inject: (cluster) => cluster.replaceRedis(), recover: noop },
];

export const redis: Scenario = {
  description:
    'Redis is absent at the start, flushed, killed, paused, slow and restarted, in turn: debates continue',
  defaults: { seconds: 18, debates: 12, seed: 1, model: slowModel },
  // The scenario starts its own processes, without a Redis.
  webs: 0,
  workers: 0,
  run: (cluster, options) => injectFaults(cluster, options, latencyMsMax),
};

/** Runs next to other tests, which delay events: `npm run chaos -- redis` judges how late they are. */
export const untimedRedis: Scenario = {
  ...redis,
  run: (cluster, options) => injectFaults(cluster, options, Number.POSITIVE_INFINITY),
};

async function injectFaults(
  cluster: Cluster,
  options: ScenarioOptions,
  latencyLimitMs: number,
): Promise<Report> {
  const proxy = await openDelayProxy(Number(new URL(cluster.redisUrl).port));
  await cluster.redis().stop('SIGKILL');
  const fleet = createFleet({ ...cluster.env, REDIS_URL: `redis://127.0.0.1:${proxy.port}` });
  const balancer = await openBalancer(() => fleet.members('web').flatMap(({ port }) => port ?? []));
  try {
    await Promise.all([fleet.keepRunning('web'), fleet.keepRunning('worker'), fleet.keepRunning('worker')]);
    const results: FaultResult[] = [];
    for (const fault of faults) results.push(await injectFault(fault, balancer.url, cluster, proxy, options));
    return createReport(results, await checkAll(balancer.url, results), latencyLimitMs);
  } finally {
    balancer.close();
    proxy.close();
    fleet.close();
  }
}

/** The observations of one disturbance. */
interface FaultResult {
  readonly name: string;
  readonly debates: readonly Debates[];
  /** Deltas that arrived during the disturbance. */
  readonly deltas: number;
  /** From the end of the disturbance to the first delta; null: none arrived. */
  readonly recoveryMs: number | null;
  /** The answers of /ready during and after the disturbance. */
  readonly ready: string;
  readonly violations: readonly string[];
}

async function injectFault(
  { name, inject, recover, isUnavailable }: Fault,
  url: string,
  cluster: Cluster,
  proxy: DelayProxy,
  { seconds, debates: count }: ScenarioOptions,
): Promise<FaultResult> {
  const start = (number: number) => startDebates(url, createQuestions(number));
  const first = await start(Math.max(1, Math.round(count / faults.length)));
  const listener = listenForText(url, first.ids);
  await inject(cluster, proxy);
  const from = Date.now();
  await pause((seconds * 1000) / faults.length);
  const during = await sendRequest(url, '/ready');
  const deltas = listener.countSince(from);
  await recover(cluster, proxy);
  const recoveredAt = Date.now();
  // A new debate, so that an agent speaks even if the others have ended.
  const second = await start(1);
  listener.add(second.ids);
  const recoveryMs = await listener.delayUntilNext(recoveredAt);
  listener.close();
  const after = await sendRequest(url, '/ready');
  const violations = [
    ...(during.status === 200 && after.status === 200 ? [] : ['a process became unready without Redis']),
    ...(isUnavailable && !during.body.includes('"bus":"unavailable"')
      ? [`/ready did not report it: ${during.body}`]
      : []),
    ...(after.body.includes('"bus":"ok"') ? [] : [`/ready still reports it: ${after.body}`]),
    ...(recoveryMs === null ? ['no text arrived afterwards'] : []),
  ];
  return {
    name,
    deltas,
    recoveryMs,
    debates: [first, second],
    ready: `${readStatus(during.body)}, then ${readStatus(after.body)}`,
    violations: violations.map((violation) => `${name}: ${violation}`),
  };
}

const readStatus = (body: string): string => /"status":"([^"]*)"/.exec(body)?.[1] ?? body;

async function checkAll(url: string, results: readonly FaultResult[]) {
  const reports = await Promise.all(
    results.flatMap(({ debates }) => debates).map((debates) => checkHistories(url, debates)),
  );
  return {
    violations: reports.flatMap(({ violations }) => violations),
    logs: reports.flatMap(({ logs }) => [...logs]),
  };
}

function createReport(
  results: readonly FaultResult[],
  { logs, violations }: Awaited<ReturnType<typeof checkAll>>,
  latencyLimitMs: number,
): Report {
  const viewers = results.flatMap(({ debates }) => debates).flatMap((debates) => debates.viewers);
  const lateMs = viewers.flatMap((viewer) => viewer.latencyMs);
  const tooSlow = lateMs.filter((ms) => ms > latencyLimitMs);
  const undecided = logs.filter(([, log]) => log.at(-1)?.type !== 'debate.decided');
  const figures = results.map(
    ({ name, deltas, recoveryMs, ready }) =>
      [name, `${deltas} deltas during it, the next after ${recoveryMs} ms; ready: ${ready}`] as const,
  );
  return {
    figures: {
      debates: logs.length,
      viewers: viewers.length,
      ...Object.fromEntries(figures),
      'event latency p50 / p99': formatP50P99(lateMs),
      'event latency maximum, ms': Math.max(0, ...lateMs),
    },
    violations: [
      ...violations,
      ...results.flatMap((round) => round.violations),
      ...tooSlow.map((ms) => `an event arrived ${ms} ms late`),
      ...undecided.map(([id, log]) => `debate ${id} ended with ${log.at(-1)?.type}`),
    ],
  };
}

async function flush({ redisUrl }: Cluster): Promise<void> {
  const socket = connect(Number(new URL(redisUrl).port), '127.0.0.1');
  socket.write('FLUSHALL\r\n');
  await once(socket, 'data');
  socket.destroy();
}
