import { setTimeout as pause } from 'node:timers/promises';
import { applyOverrides, type Overrides } from '../../../../app/contract/overrides.ts';
import type { Contract } from '../../../../app/contract/types/contract.ts';
import type { Experiment, Observation } from '../../experiment.ts';
import { listFailures, sendRequest } from '../../http-request.ts';
import { endSignal, pauseProcess } from '../../pause-process.ts';
import { httpCheck, waitUntilFailed, waitUntilUnhealthy } from '../../platform/health-checks.ts';
import { balancerCheckTiming, containerCheckTiming, stopTask } from '../../platform/scheduler.ts';
import type { TestBed } from '../../test-bed.ts';
import { bootVariable } from '../../variables.ts';

/** A task hangs for good: a failure must be counted within two intervals. */
async function hangUnderContainer(testBed: TestBed): Promise<Observation> {
  const times = containerCheckTiming(testBed.contract);
  const program = await testBed.start();
  const unhealthy = waitUntilUnhealthy(
    httpCheck(() => `${program.url}/healthz`),
    times,
    endSignal(testBed),
  );
  await pause(times.intervalMs * 1.5);
  pauseProcess(testBed, program.child.pid);
  const wasDetected = await Promise.race([unhealthy, pause(2 * times.intervalMs * times.retries, false)]);
  return { total: 1, failures: wasDetected ? [] : ['a task that hangs is not replaced in time'] };
}

/** The share of the boot time in the contract; the program itself takes the rest. */
const bootShare = 0.7;

/** A worker takes long to start; its service has no balancer and thus no grace period. */
async function bootWorker(testBed: TestBed): Promise<Observation> {
  const { bootMs } = testBed.contract.deployment.container;
  const { output } = testBed.spawn({
    ROSTRUM_ROLE: 'worker',
    METRICS_PORT: '0',
    [bootVariable]: `${Math.round(bootMs * bootShare)}`,
  });
  const url = () => {
    const port = /"port":(\d+)[^\n]*metrics server listening/.exec(output())?.[1];
    return port === undefined ? null : `http://127.0.0.1:${port}/healthz`;
  };
  const alive = Promise.withResolvers<false>();
  const check = async (timeoutMs: number) => {
    const isAlive = await httpCheck(url)(timeoutMs);
    if (isAlive) alive.resolve(false);
    return isAlive;
  };
  const unhealthy = waitUntilUnhealthy(check, containerCheckTiming(testBed.contract), endSignal(testBed));
  const killed = await Promise.race([unhealthy, alive.promise]);
  return { total: 1, failures: killed ? ['killed while it starts'] : [] };
}

const requests = 10;
/** The length of the hang: shorter than the balancer tolerates. */
const pauseMs = 8400;

/** A task hangs for a while; either check makes ECS stop it. */
async function pauseTask(testBed: TestBed): Promise<Observation> {
  const { contract } = testBed;
  const program = await testBed.start();
  const signal = endSignal(testBed);
  const balancer = waitUntilFailed(
    httpCheck(() => `${program.url}/ready`),
    balancerCheckTiming(contract),
    signal,
  );
  const container = waitUntilUnhealthy(
    httpCheck(() => `${program.url}/healthz`),
    containerCheckTiming(contract),
    signal,
  );
  await pause(contract.deployment.container.health.intervalMs * 1.25);
  const resume = pauseProcess(testBed, program.child.pid);
  const timeoutMs = contract.edge.gatewayReadMs ?? 0;
  const answers = Array.from({ length: requests }, () =>
    sendRequest(`${program.url}/openapi.json`, { timeoutMs }),
  );
  void Promise.race([balancer, container]).then(async (isUnhealthy) => {
    if (isUnhealthy) await stopTask(program, contract.process.stopMs);
  });
  await pause(pauseMs);
  resume();
  const all = await Promise.all(answers);
  return { total: requests, failures: listFailures(all, 200) };
}

/** Unscaled, because a shorter value would break relations to unscaled numbers. */
const scaledOverrides: Overrides<Contract> = {
  database: { acquireMs: 1500, statementMs: 2000 },
  deployment: { scaling: { liveConnectionsPerTask: 100 } },
};

export const containerCheckExperiments: readonly Experiment[] = [
  {
    id: 'container-check-timeout-within-interval',
    platform: 'imitation',
    profile: 'production',
    predictedFailure: 'a hanging task is replaced later than calculated',
    failurePattern: /not replaced in time$/,
    factor: 20,
    commonOverrides: scaledOverrides,
    mutate: ({ deployment: { container } }) => ({
      deployment: { container: { health: { timeoutMs: container.health.intervalMs * 2 } } },
    }),
    run: hangUnderContainer,
  },
  {
    id: 'start-covers-boot',
    platform: 'imitation',
    profile: 'production',
    predictedFailure: 'ECS kills new workers during every start',
    failurePattern: /^killed while it starts$/,
    factor: 20,
    // A boot longer than all failures of a check that counts from the first second.
    commonOverrides: applyOverrides(scaledOverrides, {
      deployment: { container: { bootMs: 6000, startMs: 15_000, graceMs: 20_000 } },
    }),
    mutate: () => ({ deployment: { container: { startMs: 0 } } }),
    run: bootWorker,
  },
  {
    id: 'balancer-check-fails-first',
    platform: 'imitation',
    profile: 'production',
    predictedFailure:
      'requests that are cut off because ECS kills a task that the balancer would still have borne',
    failurePattern: /^ECONNRESET$/,
    // A task that stops before the balancer gives it up; otherwise the order of detection would not matter.
    commonOverrides: {
      classes: { api: { deadlineMs: 2000 } },
      limits: { waitSecondsMax: 1 },
      edge: { gatewayReadMs: 12_000 },
      process: { drainInflightMs: 2000, flushMs: 200, stopMs: 4800 },
      database: { acquireMs: 800 },
      files: { timeoutMs: 1000 },
      deployment: {
        balancer: { health: { unhealthyThreshold: 10 } },
        container: { health: { intervalMs: 2000 } },
      },
    },
    mutate: () => ({ deployment: { container: { health: { unhealthyThreshold: 1 } } } }),
    run: pauseTask,
  },
];
