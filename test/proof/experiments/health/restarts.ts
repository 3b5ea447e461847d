import { once } from 'node:events';
import { Agent, get } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { RunningProgram } from '../../../support/processes/program.ts';
import { until } from '../../../support/until.ts';
import type { Experiment, Observation } from '../../experiment.ts';
import { type HttpResult, listFailures, sendRequest } from '../../http-request.ts';
import { endSignal, pauseProcess } from '../../pause-process.ts';
import { httpCheck, waitUntilFailed } from '../../platform/health-checks.ts';
import { stopTask } from '../../platform/scheduler.ts';
import type { TestBed } from '../../test-bed.ts';
import { crashVariable } from '../../variables.ts';
import { startSupervised } from './supervisor.ts';

const requestIntervalMs = 100;
/** The timeout of a request. */
const requestTimeoutMs = 1000;

/** The processes that the supervisor reports as serving, by name. */
const readPids = ({ output }: RunningProgram): ReadonlyMap<string, number> =>
  new Map(
    [...output().matchAll(/"name":"([^"]+)","pid":(\d+),"msg":"process ready"/g)].map(
      ([, name = '', pid]) => [name, Number(pid)],
    ),
  );

/** The name of the process behind the one connection of an agent. */
async function connectedProcess(url: string, agent: Agent): Promise<string> {
  const [response] = await once(get(url, { agent }), 'response');
  response.resume();
  await once(response, 'end');
  return String(response.headers['x-rostrum-process']);
}

/**
 * All processes but one hang, and a probe reaches each of them: connections are distributed in turn, and a hanging
 * process gets one before any other gets a second. The last process is checked over its existing connection.
 */
async function pauseAllButOne(testBed: TestBed): Promise<Observation> {
  const { probes, process } = testBed.contract;
  const { periodMs, failures } = probes.liveness;
  const program = await startSupervised(testBed, failures + 1);
  const url = `${program.url}/healthz`;
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  testBed.onCleanup(() => agent.destroy());
  const healthy = await connectedProcess(url, agent);
  for (const [name, pid] of readPids(program)) if (name !== healthy) pauseProcess(testBed, pid);
  const failed = waitUntilFailed(
    httpCheck(() => url),
    probes.liveness,
    endSignal(testBed),
  );
  void failed.then((hasFailed) => (hasFailed ? stopTask(program, process.stopMs) : null));
  const answers: Promise<HttpResult>[] = [];
  const load = setInterval(
    () => answers.push(sendRequest(url, { agent, timeoutMs: requestTimeoutMs })),
    requestIntervalMs,
  );
  await pause(periodMs * failures + process.drainDelayMs + requestTimeoutMs);
  clearInterval(load);
  const all = await Promise.all(answers);
  return { total: all.length, failures: listFailures(all, 200) };
}

/** The number of windows to watch; each could use all its restarts. */
const windows = 2;

/** One of two processes crashes at every start. */
async function crashRepeatedly(testBed: TestBed): Promise<Observation> {
  const { supervisor } = testBed.contract;
  const env = { WORKERS: '2', [crashVariable]: 'web 2' };
  const { exited, output } = testBed.spawn(env);
  await until(() => output().includes('process died'), 'the death of a process', {
    last: () => output(),
    timeoutMs: 120_000,
  });
  const deadline = pause(supervisor.restartWindowMs * windows, 'goes on for ever' as const);
  const outcome = await Promise.race([exited, deadline]);
  return { total: 1, failures: outcome === 1 ? [] : [outcome === null ? 'killed' : `${outcome}`] };
}

export const restartExperiments: readonly Experiment[] = [
  {
    id: 'supervisor-detects-hang-before-liveness',
    platform: 'imitation',
    predictedFailure: 'a healthy process is restarted with its neighbours, and its requests fail',
    failurePattern: /^(ECONN|no answer)/,
    commonOverrides: {
      http: { exposeProcessName: true },
      probes: { liveness: { periodMs: 3000, failures: 2 } },
      supervisor: { heartbeatTimeoutMs: 2000 },
    },
    mutate: () => ({ supervisor: { heartbeatTimeoutMs: 30_000 } }),
    run: pauseAllButOne,
  },
  {
    id: 'restarts-within-window',
    platform: 'imitation',
    predictedFailure: 'a process crashes forever, and the platform never notices',
    failurePattern: /^goes on for ever/,
    // Every wait is the longest, so that a slow machine does not matter.
    commonOverrides: { supervisor: { restartsMax: 4, backoffMs: 2000 } },
    mutate: ({ supervisor }) => ({ supervisor: { backoffMsMax: supervisor.backoffMs } }),
    run: crashRepeatedly,
  },
];
