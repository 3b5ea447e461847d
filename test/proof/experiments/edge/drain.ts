import { setTimeout as pause } from 'node:timers/promises';
import type { Experiment } from '../../experiment.ts';
import { type HttpResult, listFailures, sendRequest } from '../../http-request.ts';
import { stopTask } from '../../platform/scheduler.ts';
import { portOf, type TestBed } from '../../test-bed.ts';
import { longPolls } from './deadlines.ts';

const polls = 10;
/** Until the requests have reached the process. */
const requestLeadMs = 500;

/** Stops a process during the longest requests. */
async function stopUnderLoad(testBed: TestBed) {
  const program = await testBed.start();
  const gateway = await testBed.startGateway([program]);
  const debate = await testBed.createDebate(program.url);
  const pending = longPolls(testBed, gateway.url, debate, polls);
  await pause(requestLeadMs);
  const outcome = await stopTask(program, testBed.contract.process.stopMs);
  const failures = listFailures(await pending, 202);
  return { total: polls + 1, failures: outcome === 'ended' ? failures : [...failures, outcome] };
}

/** Deregisters a process from the gateway during the longest requests. */
async function removeUnderLoad(testBed: TestBed) {
  const [program, other] = await Promise.all([testBed.start(), testBed.start()]);
  const gateway = await testBed.startGateway([program]);
  const debate = await testBed.createDebate(program.url);
  const pending = longPolls(testBed, gateway.url, debate, polls);
  await pause(requestLeadMs);
  gateway.reload([portOf(other)]);
  return { total: polls, failures: listFailures(await pending, 202) };
}

const requestIntervalMs = 25;

/** Stops one of two processes under steady load, and deregisters it when its probes have failed. */
async function stopOneOfTwo(testBed: TestBed) {
  const { probes, process } = testBed.contract;
  const [leaving, staying] = await Promise.all([testBed.start(), testBed.start()]);
  const gateway = await testBed.startGateway([leaving, staying]);
  const answers: Promise<HttpResult>[] = [];
  const load = setInterval(() => {
    answers.push(sendRequest(`${gateway.url}/api/v1/agents`, { headers: testBed.headers }));
  }, requestIntervalMs);
  await pause(requestLeadMs);
  // The first probe comes just after the signal, which leaves one period of the lag for the reload.
  const stopped = leaving.stop('SIGTERM');
  await pause(requestIntervalMs);
  await waitUntilUnready(leaving.url, probes.readiness);
  gateway.reload([portOf(staying)]);
  await pause(process.drainDelayMs + requestLeadMs);
  clearInterval(load);
  await stopped;
  const all = await Promise.all(answers);
  return { total: all.length, failures: listFailures(all, 200) };
}

/** A readiness probe: this many consecutive failures. */
async function waitUntilUnready(
  url: string,
  { periodMs, timeoutMs, failures }: TestBed['contract']['probes']['readiness'],
): Promise<void> {
  for (let failed = 0; ; ) {
    const next = pause(periodMs);
    const { status } = await sendRequest(`${url}/ready`, { timeoutMs });
    failed = status === 200 ? 0 : failed + 1;
    if (failed >= failures) return;
    await next;
  }
}

export const drainExperiments: readonly Experiment[] = [
  {
    id: 'drain-within-stop',
    platform: 'nginx',
    predictedFailure: 'SIGKILL and lost answers',
    failurePattern: /^SIGKILL$/,
    mutate: ({ limits }) => ({ process: { stopMs: limits.waitSecondsMax * 700 } }),
    run: stopUnderLoad,
  },
  {
    id: 'inflight-outlasts-requests',
    platform: 'nginx',
    predictedFailure: 'the drain cuts off answers',
    failurePattern: /^502/,
    mutate: () => ({ process: { drainInflightMs: 500 } }),
    run: stopUnderLoad,
  },
  {
    id: 'deregistration-outlasts-requests',
    platform: 'nginx',
    predictedFailure: 'the gateway cuts off answers',
    failurePattern: /^(ECONNRESET|50\d)/,
    mutate: () => ({ deployment: { balancer: { deregistrationMs: 1000 } } }),
    run: removeUnderLoad,
  },
  {
    id: 'drain-delay-covers-gateway',
    platform: 'nginx',
    predictedFailure: 'refused connections until the gateway notices',
    failurePattern: /^502/,
    factor: 4,
    // Like a balancer, the gateway does not retry a refused connection elsewhere.
    commonOverrides: { deployment: { cdn: { connectAttempts: 1 } } },
    mutate: () => ({ process: { drainDelayMs: 0 } }),
    run: stopOneOfTwo,
  },
];
