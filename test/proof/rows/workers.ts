import { setTimeout as pause } from 'node:timers/promises';
import { openLine } from '../../chaos/line.ts';
import { until } from '../../support/until.ts';
import { createScaling } from '../platform/scaling.ts';
import { deployedAlarm, rings, told } from '../platform/watch.ts';
import type { Row, Seen } from '../row.ts';
import type { Stage } from '../stage.ts';
import { short } from './models.ts';

const emf = { ROSTRUM_EMF: 'true' };
const lookEveryMs = 100;

const questions = async (stage: Stage, url: string, count: number): Promise<void> => {
  for (let put = 0; put < count; put += 1) await stage.debate(url);
};

/** A query of one of two workers takes so many samples longer than usual; nothing else happens. */
const slowSamples = 2;
const waitingEach = 4;

async function slowQuery(stage: Stage): Promise<Seen> {
  const { sampleMs } = stage.contract.measures;
  const address = new URL(stage.databaseUrl);
  const line = await openLine(Number(address.port));
  stage.after(line.close);
  address.port = `${line.port}`;
  const worker = { ROSTRUM_ROLE: 'all', ...emf };
  const [watched] = await Promise.all([
    stage.start(worker),
    stage.start({ ...worker, DATABASE_URL: address.href }),
  ]);
  await questions(stage, watched.url, 2 * (waitingEach + stage.contract.work.debatesPerWorker));
  const backlogs = () => told(watched.output(), 'BacklogPerWorker').map(({ value }) => value);
  await until(() => backlogs().at(-1) === waitingEach);
  const before = backlogs().length;
  line.delay(slowSamples * sampleMs);
  await pause((slowSamples + 0.5) * sampleMs);
  line.delay(0);
  await pause(2 * sampleMs);
  const after = backlogs().slice(before);
  const jumps = after.filter((each) => each !== waitingEach);
  return { of: after.length, failures: jumps.map((each) => `${each} debates a worker, of ${waitingEach}`) };
}

const asked = 10;

/** Many questions at once for one worker: scaling goes by what waits for each, and the alarm by who waits longest. */
async function manyQuestions(stage: Stage): Promise<Seen> {
  const { contract } = stage;
  const { alarms, container } = contract.deployment;
  const web = await stage.start(emf);
  const [first, second] = [1, 2].map(() => stage.spawn({ ROSTRUM_ROLE: 'worker', ...emf }));
  if (!first || !second) throw new Error('there are no workers');
  await until(() => [first, second].every(({ output }) => output().includes('Rostrum is ready')));
  // It has been started already, and stands still: how long a start takes is the platform's number here.
  second.child.kill('SIGSTOP');
  await pause(contract.measures.workerGoneMs + contract.measures.sampleMs);
  for (let put = 0; put < asked; put += 1) await stage.debate(web.url, short);
  const scaling = createScaling(contract);
  const { metric, statistic } = deployedAlarm('backlog');
  const alarm = { ...alarms, statistic, above: alarms.backlogAgeMsMax / 1000 };
  const waits = "select 1 from debates where status = 'running' and lease_owner is null limit 1";
  for (let tasks = 1; (await stage.query(waits)).length > 0; await pause(lookEveryMs)) {
    const nowMs = Date.now();
    if (rings(told(web.output(), metric), alarm, nowMs))
      return { of: 1, failures: ['the alarm of the backlog rings'] };
    const points = [first, second].flatMap(({ output }) => told(output(), 'BacklogPerWorker'));
    const wanted = scaling({ points, tasks, nowMs });
    if (wanted > tasks) setTimeout(() => second.child.kill('SIGCONT'), container.bootMs);
    tasks = wanted;
  }
  return { of: 1, failures: [] };
}

export const workerRows: readonly Row[] = [
  {
    id: 'backlog-is-worked-off',
    predicts: 'debates that wait until the alarm rings, while no worker is added',
    shownBy: 'imitation',
    profile: 'production',
    expected: /^the alarm of the backlog rings$/,
    both: {
      work: { debatesPerWorker: 2 },
      measures: { sampleMs: 300, workerGoneMs: 1000, metricsLineMs: 350 },
      deployment: {
        alarms: { periodMs: 700, backlogAgeMsMax: 9000 },
        scaling: { backlogPerWorker: 4, debateMsTypical: 3200 },
        container: { bootMs: 500 },
      },
    },
    // Two turns, one after the other.
    model: 'rehearsal?tps=0&ttftMs=1500',
    breaks: () => ({ deployment: { scaling: { backlogPerWorker: 8 } } }),
    run: manyQuestions,
  },
  {
    id: 'worker-gone-covers-samples',
    predicts: 'a backlog per worker that jumps because one query was slow',
    shownBy: 'imitation',
    profile: 'production',
    expected: /^8 debates a worker, of 4$/,
    both: {
      work: { debatesPerWorker: 1, leaseMs: 10_000, failoverMsMax: 20_000 },
      measures: { sampleMs: 1000, workerGoneMs: 4000, metricsLineMs: 500 },
      // A slow query is no broken one.
      database: { statementMs: 5000, acquireMs: 2000 },
      deployment: { scaling: { debateMsTypical: 1000 } },
    },
    model: 'rehearsal?tps=2&ttftMs=300&words=400',
    breaks: ({ measures }) => ({ measures: { workerGoneMs: measures.sampleMs * 1.2 } }),
    run: slowQuery,
  },
];
