import { setTimeout as pause } from 'node:timers/promises';
import type { Experiment, Observation } from '../../experiment.ts';
import { type HttpResult, listFailures, sendRequest } from '../../http-request.ts';
import { endSignal, pauseProcess } from '../../pause-process.ts';
import { httpCheck, type ProbeTiming, waitUntilFailed } from '../../platform/health-checks.ts';
import type { TestBed } from '../../test-bed.ts';

/** A hanging process must be given up within this many periods, wherever the hang begins between two probes. */
const detectionMs = ({ periodMs, failures }: ProbeTiming): number => (failures + 1) * periodMs;

/** Half a period after an answered probe. */
const waitBetweenProbes = ({ periodMs }: ProbeTiming): Promise<void> => pause(periodMs * 1.5);

/** A process hangs for good. */
async function hangUnderLiveness(testBed: TestBed): Promise<Observation> {
  const { liveness } = testBed.contract.probes;
  const program = await testBed.start();
  const failed = waitUntilFailed(
    httpCheck(() => `${program.url}/healthz`),
    liveness,
    endSignal(testBed),
  );
  await waitBetweenProbes(liveness);
  pauseProcess(testBed, program.child.pid);
  const wasDetected = await Promise.race([failed, pause(detectionMs(liveness), false)]);
  return { total: 1, failures: wasDetected ? [] : ['a process that hangs is not restarted in time'] };
}

const requestIntervalMs = 50;

/** One of two processes hangs; requests go in turn to the ready ones. */
async function hangUnderReadiness(testBed: TestBed): Promise<Observation> {
  const { readiness } = testBed.contract.probes;
  const [hanging, other] = await Promise.all([testBed.start(), testBed.start()]);
  let ready = [hanging, other];
  const unready = waitUntilFailed(
    httpCheck(() => `${hanging.url}/ready`),
    readiness,
    endSignal(testBed),
  ).then(() => {
    ready = [other];
  });
  await waitBetweenProbes(readiness);
  pauseProcess(testBed, hanging.child.pid);
  await pause(detectionMs(readiness));
  const answers: Promise<HttpResult>[] = [];
  const sending = setInterval(() => {
    const { url } = ready[answers.length % ready.length] ?? other;
    answers.push(sendRequest(`${url}/api/v1/agents`, { headers: testBed.headers }));
  }, requestIntervalMs);
  await pause(readiness.periodMs);
  clearInterval(sending);
  hanging.child.kill('SIGKILL');
  await unready;
  const all = await Promise.all(answers);
  return { total: all.length, failures: listFailures(all, 200) };
}

export const probeExperiments: readonly Experiment[] = [
  {
    id: 'liveness-timeout-within-period',
    platform: 'imitation',
    predictedFailure: 'a process hangs twice as long as the probes allow',
    failurePattern: /not restarted in time$/,
    mutate: ({ probes: { liveness } }) => ({ probes: { liveness: { timeoutMs: liveness.periodMs * 2 } } }),
    run: hangUnderLiveness,
  },
  {
    id: 'readiness-timeout-within-period',
    platform: 'imitation',
    predictedFailure: 'requests go to a hanging process long after the probes should have removed it',
    failurePattern: /^ECONNRESET$/,
    factor: 5,
    mutate: ({ probes: { readiness } }) => ({ probes: { readiness: { timeoutMs: readiness.periodMs * 2 } } }),
    run: hangUnderReadiness,
  },
];
