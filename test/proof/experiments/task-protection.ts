import { setTimeout as pause } from 'node:timers/promises';
import { until } from '../../support/until.ts';
import type { Experiment, Observation } from '../experiment.ts';
import { stopTask } from '../platform/scheduler.ts';
import { openTaskAgent, type TaskAgentOptions } from '../platform/task-agent.ts';
import type { TestBed } from '../test-bed.ts';
import { minuteVariable } from '../variables.ts';

const debates = 4;

/** A worker on ECS that runs debates which last, from the moment at which it is protected. */
async function startProtectedWorker(testBed: TestBed, options: TaskAgentOptions) {
  const agent = await openTaskAgent(options);
  testBed.onCleanup(agent.close);
  const worker = testBed.spawn({
    ...{ ROSTRUM_ROLE: 'worker', ECS_AGENT_URI: agent.uri },
    [minuteVariable]: `${options.minuteMs}`,
  });
  const web = await testBed.start();
  await until(() => worker.output().includes('Rostrum is ready'), 'the worker to be ready', {
    last: () => worker.output(),
    timeoutMs: 120_000,
  });
  for (let count = 0; count < debates; count += 1) await testBed.createDebate(web.url);
  await agent.waitUntilProtected();
  const end = (signal: NodeJS.Signals = 'SIGTERM') => {
    worker.child.kill(signal);
    return worker.exited;
  };
  return { agent, worker: { ...worker, stop: end } };
}

const startedTurns = "select 1 from events where type = 'turn.started'";
/** Turns that were begun, and that nobody has ended. */
const unfinishedTurns = `
  select 1 from events as started
  where type = 'turn.started' and not exists (
    select 1 from events as ended
    where ended.debate_id = started.debate_id and ended.data::jsonb ->> 'turn' = started.data::jsonb ->> 'turn'
      and ended.type in ('turn.completed', 'turn.failed'))`;

const pollMs = 100;
const scaleInFactor = 20;

/** The service scales in, as soon as a task is not protected; the first renewal goes wrong. */
async function scaleIn(testBed: TestBed): Promise<Observation> {
  const { work, process } = testBed.contract;
  let failed = false;
  const { agent, worker } = await startProtectedWorker(testBed, {
    minuteMs: 60_000 / scaleInFactor,
    shouldFail(protectedForMs) {
      if (failed || protectedForMs < work.protectionMs / 3) return false;
      failed = true;
      return true;
    },
  });
  for (const end = performance.now() + work.protectionMs * 1.5; performance.now() < end; ) {
    await pause(pollMs);
    if (agent.isProtected()) continue;
    await stopTask(worker, process.stopMs);
    const [started, unfinished] = [await testBed.query(startedTurns), await testBed.query(unfinishedTurns)];
    return { total: started.length, failures: unfinished.map(() => 'a turn is cut') };
  }
  return { total: (await testBed.query(startedTurns)).length, failures: [] };
}

/** How often ECS looks whether it may go on is not documented; it is taken to be this. */
const ecsPollMs = 20_000;
const deploymentFactor = 10;
/** So often the worker lets go, and the deployment does not go on. */
const releasesMax = 2;

/** A deployment waits for the worker, which never runs out of debates. ECS has just looked whenever it lets go. */
async function deploy(testBed: TestBed): Promise<Observation> {
  const { agent } = await startProtectedWorker(testBed, {
    minuteMs: 60_000 / deploymentFactor,
    shouldFail: () => false,
  });
  for (let chance = 0; chance < releasesMax; chance += 1) {
    await agent.waitUntilReleased();
    await pause(ecsPollMs / deploymentFactor);
    if (!agent.isProtected()) return { total: 1, failures: [] };
  }
  return { total: 1, failures: ['the deployment waits on'] };
}

/** Turns that outlast the run. */
const model = 'rehearsal?tps=2&ttftMs=300&words=400';
/** A busy machine takes no debate away from a worker, which would then let go of its protection. */
const relaxedLease = { leaseMs: 6000, failoverMsMax: 10_000 };

export const protectionExperiments: readonly Experiment[] = [
  {
    id: 'protection-renewed-in-time',
    platform: 'imitation',
    profile: 'production',
    predictedFailure: 'turns that are cut by scaling in, although they run',
    failurePattern: /^a turn is cut$/,
    factor: scaleInFactor,
    model,
    commonOverrides: {
      agents: { totalMs: 40_000 },
      database: { acquireMs: 1500, statementMs: 2000 },
      // In whole minutes, which are a twentieth as long, too.
      work: { ...relaxedLease, protectionMs: 6000, protectionTimeoutMs: 1000, protectionReleaseMs: 20_000 },
      deployment: { scaling: { liveConnectionsPerTask: 100 } },
    },
    mutate: () => ({ work: { protectionCheckIntervalMs: 3500 } }),
    run: scaleIn,
  },
  {
    id: 'protection-released-periodically',
    platform: 'imitation',
    profile: 'production',
    predictedFailure: 'a deployment that waits for a busy worker for ever',
    failurePattern: /^the deployment waits on$/,
    factor: deploymentFactor,
    model,
    commonOverrides: { work: { ...relaxedLease, protectionContinuousMsMax: 3000 } },
    mutate: () => ({ work: { protectionReleaseMs: 100 } }),
    run: deploy,
  },
];
