import { setTimeout as pause } from 'node:timers/promises';
import { openDelayProxy } from '../../../chaos/faults/delay-proxy.ts';
import type { Experiment, Observation } from '../../experiment.ts';
import { sendRequest } from '../../http-request.ts';
import type { TestBed } from '../../test-bed.ts';
import { bootVariable } from '../../variables.ts';

const tries = 5;

/** A process whose database connection can be blocked. */
async function startBehindProxy(testBed: TestBed) {
  const databaseUrl = new URL(testBed.databaseUrl);
  const proxy = await openDelayProxy(Number(databaseUrl.port));
  testBed.onCleanup(proxy.close);
  databaseUrl.port = `${proxy.port}`;
  const program = await testBed.start({ DATABASE_URL: databaseUrl.href });
  const awayMs = 600_000;
  return { program, disconnect: () => proxy.delay(awayMs), reconnect: () => proxy.delay(0) };
}

/** Without a database, a probe must get the reason before its timeout. */
const respondsInTime = (timeoutOf: (contract: TestBed['contract']) => number) => async (testBed: TestBed) => {
  const { program, disconnect } = await startBehindProxy(testBed);
  disconnect();
  const failures: string[] = [];
  for (let attempt = 0; attempt < tries; attempt += 1) {
    const { status, body } = await sendRequest(`${program.url}/ready`, {
      timeoutMs: timeoutOf(testBed.contract),
    });
    if (status === 0) failures.push(body);
    else if (!/"database":"(no answer|failed)/.test(body)) failures.push(`${status} that names nothing`);
  }
  return { total: tries, failures };
};

/** The database is unavailable for the longest failover while the balancer keeps checking. */
async function failOver(testBed: TestBed): Promise<Observation> {
  const { database, balancer } = testBed.contract.deployment;
  const { intervalMs, timeoutMs, unhealthyThreshold } = balancer.health;
  const { program, disconnect, reconnect } = await startBehindProxy(testBed);
  // The balancer has just checked. One second of this machine is not part of the outage.
  disconnect();
  const reconnected = pause(database.resumeMs - timeoutMs).then(reconnect);
  let [failed, failedMax] = [0, 0];
  for (let asked = 0; asked < unhealthyThreshold + 1; asked += 1) {
    await pause(intervalMs);
    const { status } = await sendRequest(`${program.url}/ready`, { timeoutMs });
    failed = status === 200 ? 0 : failed + 1;
    failedMax = Math.max(failedMax, failed);
  }
  await reconnected;
  return { total: 1, failures: failedMax >= unhealthyThreshold ? ['the task is replaced'] : [] };
}

/** After the grace period, an unhealthy task is killed. */
async function boot(testBed: TestBed): Promise<Observation> {
  const { container, balancer } = testBed.contract.deployment;
  const { intervalMs, timeoutMs, healthyThreshold } = balancer.health;
  const startedAt = performance.now();
  const bootMs = Math.round(container.bootMs * bootShare);
  const { output, child } = testBed.spawn({ [bootVariable]: `${bootMs}` });
  for (let answers = 0; answers < healthyThreshold; ) {
    await pause(intervalMs);
    const url = /http:\/\/localhost:\d+/.exec(output())?.[0].replace('localhost', '127.0.0.1');
    const status = url === undefined ? 0 : (await sendRequest(`${url}/ready`, { timeoutMs })).status;
    answers = status === 200 ? answers + 1 : 0;
    if (status === 200 || performance.now() - startedAt < container.graceMs) continue;
    child.kill('SIGKILL');
    return { total: 1, failures: ['killed while it starts'] };
  }
  return { total: 1, failures: [] };
}

/** The share of the boot time in the contract; the program itself takes the rest. */
const bootShare = 0.7;

export const readinessExperiments: readonly Experiment[] = [
  {
    id: 'check-within-probe',
    predictedFailure: 'a probe without the reason',
    failurePattern: /^(no answer in time|504 that names nothing)$/,
    factor: 2,
    mutate: ({ classes }) => ({ probes: { checkTimeoutMs: (classes.probe.deadlineMs ?? 0) * 1.2 } }),
    run: respondsInTime(({ probes }) => probes.readiness.timeoutMs),
  },
  {
    id: 'probe-deadline-within-timeout',
    predictedFailure: 'an answer after the timeout of the balancer',
    failurePattern: /^no answer in time$/,
    factor: 2,
    mutate: ({ probes }) => ({
      deployment: { balancer: { health: { timeoutMs: probes.checkTimeoutMs * 0.8 } } },
    }),
    run: respondsInTime(({ deployment }) => deployment.balancer.health.timeoutMs),
  },
  {
    id: 'readiness-covers-database-failover',
    predictedFailure: 'tasks are replaced during a database failover',
    failurePattern: /^the task is replaced$/,
    factor: 4,
    mutate: () => ({ deployment: { balancer: { health: { unhealthyThreshold: 2 } } } }),
    run: failOver,
  },
  {
    id: 'grace-covers-boot',
    predictedFailure: 'a new task is killed during its start',
    failurePattern: /^killed while it starts$/,
    factor: 4,
    mutate: ({ deployment }) => ({
      deployment: { container: { graceMs: deployment.container.bootMs * 0.3 } },
    }),
    run: boot,
  },
];
