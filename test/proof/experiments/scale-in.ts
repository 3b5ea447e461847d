import { setTimeout as pause } from 'node:timers/promises';
import type { RunningProgram } from '../../support/processes/program.ts';
import type { Experiment, Observation } from '../experiment.ts';
import { sendRequest } from '../http-request.ts';
import { endSignal } from '../pause-process.ts';
import { type EcsService, openEcsService, trackTarget } from '../platform/ecs-service.ts';
import type { TestBed } from '../test-bed.ts';

const tasks = 4;
/** Per task, half of the scaling target. */
const viewersEach = 10;
const viewersTarget = 2 * viewersEach;
/** The scaling target is at most seven tenths of the capacity. */
const viewersMaxEach = 3 * viewersEach;

/** Follows a debate across tasks, until no task accepts it. */
async function followDebate(
  service: EcsService,
  debate: string,
  { headers }: TestBed,
  signal: AbortSignal,
): Promise<string> {
  const options = { headers: { ...headers, accept: 'text/event-stream' }, signal: signal };
  while (!signal.aborted) {
    const program = service.pick();
    const body = await service.trackRequest(program, async () => {
      try {
        const stream = await fetch(`${program.url}/api/v1/debates/${debate}/events`, options);
        // The stream ends when the task tells its viewers to move.
        return await stream.text();
      } catch {
        return 'cut';
      }
    });
    if (body.includes('viewer limit')) return 'no place';
    await pause(pollMs);
  }
  return 'watched';
}

/** The number of streams in the metrics of a task. */
async function countViewers({ url }: RunningProgram): Promise<number> {
  const { body } = await sendRequest(`${url}/metrics`);
  return Number(/^rostrum_live_connections{[^}]*transport="sse"[^}]*} (\d+)$/m.exec(body)?.[1] ?? 0);
}

/** The load has halved, and tasks are removed. */
async function scaleIn(testBed: TestBed): Promise<Observation> {
  const { deployment } = testBed.contract;
  const programs = await Promise.all(Array.from({ length: tasks }, () => testBed.start()));
  const service = openEcsService(programs, testBed.contract);
  const debate = await testBed.createDebate(service.pick().url);
  const signal = endSignal(testBed);
  const refused: string[] = [];
  for (let index = 0; index < tasks * viewersEach; index += 1)
    void followDebate(service, debate, testBed, signal).then((outcome) => refused.push(outcome));
  const metric = async () => {
    const counts = await Promise.all(service.running().map(countViewers));
    return counts.reduce((sum, count) => sum + count, 0) / counts.length;
  };
  while ((await metric()) < viewersEach) await pause(pollMs);
  void trackTarget(service, deployment, metric, signal);
  await pause(watchMs);
  return { total: tasks * viewersEach, failures: [...refused] };
}

const pollMs = 50;
/** Longer than the first cooldown that is long enough. */
const watchMs = 9000;

export const scaleInExperiments: readonly Experiment[] = [
  {
    id: 'deregistration-within-scale-in-cooldown',
    platform: 'imitation',
    profile: 'staging',
    predictedFailure:
      'viewers who find no place, because more tasks have left before those of the first came back',
    failurePattern: /^no place$/,
    factor: 40,
    commonOverrides: {
      live: { viewersMax: viewersMaxEach },
      database: { acquireMs: 900, statementMs: 900 },
      deployment: {
        balancer: { deregistrationMs: 4000 },
        scaling: { liveConnectionsPerTask: viewersTarget },
      },
    },
    mutate: () => ({ deployment: { scaling: { inCooldownMs: 500 } } }),
    run: scaleIn,
  },
];
