import { setTimeout as pause } from 'node:timers/promises';
import { openDelayProxy } from '../../chaos/faults/delay-proxy.ts';
import { until } from '../../support/until.ts';
import type { Experiment, Observation } from '../experiment.ts';
import { deployedAlarm, isInAlarm, parseEmfPoints } from '../platform/cloudwatch-alarms.ts';
import { createTargetTracking } from '../platform/target-tracking.ts';
import type { TestBed } from '../test-bed.ts';
import { shortDebate } from './models.ts';

const emf = { ROSTRUM_EMF: 'true' };
const pollMs = 100;

const createDebates = async (testBed: TestBed, url: string, count: number): Promise<void> => {
  for (let index = 0; index < count; index += 1) await testBed.createDebate(url);
};

/** A query of one of two workers takes so many samples longer than usual; nothing else happens. */
const slowSamples = 2;
const waitingEach = 4;

async function slowQuery(testBed: TestBed): Promise<Observation> {
  const { sampleIntervalMs } = testBed.contract.measures;
  const address = new URL(testBed.databaseUrl);
  const proxy = await openDelayProxy(Number(address.port));
  testBed.onCleanup(proxy.close);
  address.port = `${proxy.port}`;
  const worker = { ROSTRUM_ROLE: 'all', ...emf };
  const [watched] = await Promise.all([
    testBed.start(worker),
    testBed.start({ ...worker, DATABASE_URL: address.href }),
  ]);
  await createDebates(testBed, watched.url, 2 * (waitingEach + testBed.contract.work.debatesPerWorker));
  const backlogs = () => parseEmfPoints(watched.output(), 'BacklogPerWorker').map(({ value }) => value);
  await until(() => backlogs().at(-1) === waitingEach, 'the expected backlog', {
    last: () => backlogs(),
    timeoutMs: 120_000,
  });
  const countBefore = backlogs().length;
  proxy.delay(slowSamples * sampleIntervalMs);
  await pause((slowSamples + 0.5) * sampleIntervalMs);
  proxy.delay(0);
  await pause(2 * sampleIntervalMs);
  const samples = backlogs().slice(countBefore);
  const jumps = samples.filter((each) => each !== waitingEach);
  return {
    total: samples.length,
    failures: jumps.map((each) => `${each} debates a worker, of ${waitingEach}`),
  };
}

const debatesAsked = 10;

/** Many questions at once for one worker: scaling goes by what waits for each, and the alarm by who waits longest. */
async function askMany(testBed: TestBed): Promise<Observation> {
  const { contract } = testBed;
  const { alarms, container } = contract.deployment;
  const web = await testBed.start(emf);
  const [first, second] = [1, 2].map(() => testBed.spawn({ ROSTRUM_ROLE: 'worker', ...emf }));
  if (!first || !second) throw new Error('there are no workers');
  await until(
    () => [first, second].every(({ output }) => output().includes('Rostrum is ready')),
    'both programs to be ready',
    { timeoutMs: 120_000 },
  );
  // It has been started already, and stands still: how long a start takes is the platform's number here.
  second.child.kill('SIGSTOP');
  await pause(contract.measures.workerHeartbeatTimeoutMs + contract.measures.sampleIntervalMs);
  for (let index = 0; index < debatesAsked; index += 1) await testBed.createDebate(web.url, shortDebate);
  const scaling = createTargetTracking(contract);
  const { metric, statistic } = deployedAlarm('backlog');
  const alarm = { ...alarms, statistic, threshold: alarms.backlogAgeMsMax / 1000 };
  const waitingQuery = "select 1 from debates where status = 'running' and lease_owner is null limit 1";
  for (let tasks = 1; (await testBed.query(waitingQuery)).length > 0; await pause(pollMs)) {
    const nowMs = Date.now();
    if (isInAlarm(parseEmfPoints(web.output(), metric), alarm, nowMs))
      return { total: 1, failures: ['the alarm of the backlog rings'] };
    const points = [first, second].flatMap(({ output }) => parseEmfPoints(output(), 'BacklogPerWorker'));
    const desired = scaling({ points, tasks, nowMs });
    if (desired > tasks) setTimeout(() => second.child.kill('SIGCONT'), container.bootMs);
    tasks = desired;
  }
  return { total: 1, failures: [] };
}

export const backlogExperiments: readonly Experiment[] = [
  {
    id: 'backlog-clears-before-alarm',
    predictedFailure: 'debates that wait until the alarm rings, while no worker is added',
    platform: 'imitation',
    profile: 'production',
    failurePattern: /^the alarm of the backlog rings$/,
    commonOverrides: {
      work: { debatesPerWorker: 2 },
      measures: { sampleIntervalMs: 300, workerHeartbeatTimeoutMs: 1000, emfIntervalMs: 350 },
      deployment: {
        alarms: { periodMs: 700, backlogAgeMsMax: 9000 },
        scaling: { backlogPerWorker: 4, debateMsTypical: 3200 },
        container: { bootMs: 500 },
      },
    },
    // Two turns, one after the other.
    model: 'rehearsal?tps=0&ttftMs=1500',
    mutate: () => ({ deployment: { scaling: { backlogPerWorker: 8 } } }),
    run: askMany,
  },
  {
    id: 'worker-heartbeat-timeout-covers-samples',
    predictedFailure: 'a backlog per worker that jumps because one query was slow',
    platform: 'imitation',
    profile: 'production',
    failurePattern: /^8 debates a worker, of 4$/,
    commonOverrides: {
      work: { debatesPerWorker: 1, leaseMs: 10_000, failoverMsMax: 20_000 },
      measures: { sampleIntervalMs: 1000, workerHeartbeatTimeoutMs: 4000, emfIntervalMs: 500 },
      // A slow query is no broken one.
      database: { statementMs: 5000, acquireMs: 2000 },
      deployment: { scaling: { debateMsTypical: 1000 } },
    },
    model: 'rehearsal?tps=2&ttftMs=300&words=400',
    mutate: ({ measures }) => ({ measures: { workerHeartbeatTimeoutMs: measures.sampleIntervalMs * 1.2 } }),
    run: slowQuery,
  },
];
