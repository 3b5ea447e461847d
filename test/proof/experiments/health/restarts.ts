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
/** Until whoever asks takes it that there will be no answer. */
const requestTimeoutMs = 1000;

/** Processes by name, as their supervisor says that they serve. */
const readPids = ({ output }: RunningProgram): ReadonlyMap<string, number> =>
  new Map(
    [...output().matchAll(/"name":"([^"]+)","pid":(\d+),"msg":"process ready"/g)].map(
      ([, name = '', pid]) => [name, Number(pid)],
    ),
  );

/** The name of the process at the other end of an agent's one connection. */
async function connectedProcess(url: string, agent: Agent): Promise<string> {
  const [response] = await once(get(url, { agent }), 'response');
  response.resume();
  await once(response, 'end');
  return String(response.headers['x-rostrum-process']);
}

/**
 * All processes but one stand still, and a probe comes to each of them: connections go in turn, and one that stands
 * still gets one, and no other before it has taken that. The last process is asked over a connection that it has.
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

/** So many windows are watched, in each of which all restarts would be spent. */
const windows = 2;

/** One of two processes crashes whenever it starts. */
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
    predictedFailure:
      'a healthy process that is restarted with its neighbours, and what it was asked meanwhile',
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
    predictedFailure: 'a process that crashes for ever, and a platform that never hears of it',
    failurePattern: /^goes on for ever/,
    // Each wait is the longest, so that a slow machine does not decide.
    commonOverrides: { supervisor: { restartsMax: 4, backoffMs: 2000 } },
    mutate: ({ supervisor }) => ({ supervisor: { backoffMsMax: supervisor.backoffMs } }),
    run: crashRepeatedly,
  },
];
