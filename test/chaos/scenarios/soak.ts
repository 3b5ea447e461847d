import { cpus } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import type { Cluster } from '../cluster.ts';
import { checkHistories, createQuestions, startDebates } from '../debates.ts';
import type { Member } from '../fleet.ts';
import { startLoad } from '../load.ts';
import { canReadUse, findGrowth, formatUse, type ResourceSample, readUse } from '../resource-use.ts';
import { type Report, type Scenario, type ScenarioOptions, slowModel } from '../scenario.ts';
import { findUnexpected, terminateBackends } from './postgres.ts';

/** About half of what two cores can do. */
const load = { debates: 35, viewers: 175, rate: 40 };
/** Of 30 minutes: a fault a minute, and a sample every five seconds. */
const counts = { faults: 30, samples: 360 };
/** For short runs: a process starts in this time. */
const faultIntervalMsMin = 1000;
/** The heap of a process that has just started grows in any case. */
const judgedSecondsMin = 300;

export const soak: Scenario = {
  description:
    'half an hour at half of the load that two cores can take, with a fault a minute: memory and descriptors stay flat',
  defaults: { seconds: 1800, seed: 1, model: slowModel, ...load },
  webs: 2,
  workers: 2,
  run: runSoak,
};

/** The first process of each role stays: it is the one that is watched. */
const lastOf = (cluster: Cluster, role: Member['role']) => cluster.fleet.members(role).slice(1).at(-1)?.child;

const faults: readonly (readonly [name: string, inject: (cluster: Cluster) => unknown])[] = [
  ['a worker is killed', (cluster) => lastOf(cluster, 'worker')?.kill('SIGKILL')],
  ['PostgreSQL terminates all sessions', terminateBackends],
  ['a web process is killed', (cluster) => lastOf(cluster, 'web')?.kill('SIGKILL')],
  ['Redis is replaced', (cluster) => cluster.replaceRedis()],
  ['a worker is stopped', (cluster) => lastOf(cluster, 'worker')?.kill('SIGTERM')],
  ['PostgreSQL is restarted', (cluster) => cluster.postgres.restart()],
  ['a web process is stopped', (cluster) => lastOf(cluster, 'web')?.kill('SIGTERM')],
];

async function runSoak(cluster: Cluster, options: ScenarioOptions): Promise<Report> {
  const { seconds, debates: slots, viewers = load.viewers, rate = load.rate } = options;
  const { fleet, balancer } = cluster;
  const [web, worker] = [...fleet.members('web').slice(0, 1), ...fleet.members('worker').slice(0, 1)];
  if (web === undefined || worker === undefined) throw new Error('soak needs a web process and a worker');
  const startedAt = performance.now();
  const isOver = () => performance.now() - startedAt >= seconds * 1000;
  const busyBefore = busyMs();
  const requests = startLoad(balancer.ready, rate);
  const sampled = Promise.all([web, worker].map((member) => sample(member, seconds, isOver)));
  const injected = injectFaults(cluster, seconds, isOver);
  const viewersEach = Math.ceil(viewers / slots);
  const violations = await Promise.all(
    createQuestions(slots).map((question) => runDebates(balancer.url, question, viewersEach, isOver)),
  );
  const cores = (busyMs() - busyBefore) / (performance.now() - startedAt);
  await requests.end();
  const samples = await sampled;
  const growth = seconds < judgedSecondsMin ? [] : samples.flatMap(findGrowth);
  return {
    figures: {
      'debates, one after another in each place': violations.flat().length,
      'viewers at a time': viewersEach * slots,
      requests: requests.results.length,
      'answered 503 with Retry-After': requests.results.filter(({ status }) => status === 503).length,
      faults: await injected,
      'cores in use, of the whole machine': cores.toFixed(2),
      'memory and descriptors of a web process': formatUse(samples[0] ?? []),
      'memory and descriptors of a worker': formatUse(samples[1] ?? []),
    },
    violations: [...violations.flat(2), ...findUnexpected(requests), ...growth],
  };
}

/** Debates one after another. Each is checked when it ends, and of it only the violations are kept. */
async function runDebates(
  url: string,
  question: ReturnType<typeof createQuestions>[number],
  viewers: number,
  isOver: () => boolean,
): Promise<readonly (readonly string[])[]> {
  const results: (readonly string[])[] = [];
  do {
    const { violations } = await checkHistories(url, await startDebates(url, [question], { viewers }));
    results.push(violations);
  } while (!isOver());
  return results;
}

/** The number of each. */
async function injectFaults(cluster: Cluster, seconds: number, isOver: () => boolean): Promise<string> {
  const injected: string[] = [];
  for (;;) {
    await pause(Math.max(faultIntervalMsMin, (seconds * 1000) / counts.faults));
    if (isOver()) break;
    const [name = '', inject] = faults[injected.length % faults.length] ?? [];
    await inject?.(cluster);
    injected.push(name);
  }
  return [...Map.groupBy(injected, (name) => name)]
    .map(([name, all]) => `${all.length} × ${name}`)
    .join(', ');
}

async function sample(
  { child, name }: Member,
  seconds: number,
  isOver: () => boolean,
): Promise<readonly ResourceSample[]> {
  const samples: ResourceSample[] = [];
  while (!isOver() && canReadUse) {
    await pause((seconds * 1000) / counts.samples);
    samples.push({ process: name, ...readUse(child) });
  }
  return samples;
}

/** CPU time of all processors since the machine has started. */
const busyMs = (): number =>
  cpus().reduce((sum, { times }) => sum + times.user + times.nice + times.sys + times.irq, 0);
