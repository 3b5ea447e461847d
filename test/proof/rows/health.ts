import { setTimeout as pause } from 'node:timers/promises';
import { openLine } from '../../chaos/line.ts';
import { ask } from '../asking.ts';
import type { Row, Seen } from '../row.ts';
import type { Stage } from '../stage.ts';
import { bootVariable } from '../variables.ts';

const tries = 5;

/** A process whose database can be taken away: what is said on the line then does not arrive. */
async function onLine(stage: Stage) {
  const databaseUrl = new URL(stage.databaseUrl);
  const line = await openLine(Number(databaseUrl.port));
  stage.after(line.close);
  databaseUrl.port = `${line.port}`;
  const program = await stage.start({ DATABASE_URL: databaseUrl.href });
  const awayMs = 600_000;
  return { program, away: () => line.delay(awayMs), back: () => line.delay(0) };
}

/** Without a database, whoever probes is told what is missing before he gives up. */
const toldInTime = (timeoutOf: (contract: Stage['contract']) => number) => async (stage: Stage) => {
  const { program, away } = await onLine(stage);
  away();
  const failures: string[] = [];
  for (let tried = 0; tried < tries; tried += 1) {
    const { status, body } = await ask(`${program.url}/ready`, { timeoutMs: timeoutOf(stage.contract) });
    if (status === 0) failures.push(body);
    else if (!/"database":"(no answer|failed)/.test(body)) failures.push(`${status} that names nothing`);
  }
  return { of: tries, failures };
};

/** The database is away for as long as it may be, and the balancer goes on asking. */
async function changeOver(stage: Stage): Promise<Seen> {
  const { database, balancer } = stage.contract.deployment;
  const { intervalMs, timeoutMs, unhealthyAnswers } = balancer.health;
  const { program, away, back } = await onLine(stage);
  // The balancer has just asked. A second of the machine's own is no part of the outage.
  away();
  const returning = pause(database.resumeMs - timeoutMs).then(back);
  let [failed, most] = [0, 0];
  for (let asked = 0; asked < unhealthyAnswers + 1; asked += 1) {
    await pause(intervalMs);
    const { status } = await ask(`${program.url}/ready`, { timeoutMs });
    failed = status === 200 ? 0 : failed + 1;
    most = Math.max(most, failed);
  }
  await returning;
  return { of: 1, failures: most >= unhealthyAnswers ? ['the task is replaced'] : [] };
}

/** As a platform watches a new task: after the grace, one that is not healthy is killed. */
async function boot(stage: Stage): Promise<Seen> {
  const { container, balancer } = stage.contract.deployment;
  const { intervalMs, timeoutMs, healthyAnswers } = balancer.health;
  const startedAt = performance.now();
  const bootMs = Math.round(container.bootMs * slowShare);
  const { output, child } = stage.spawn({ [bootVariable]: `${bootMs}` });
  for (let answers = 0; answers < healthyAnswers; ) {
    await pause(intervalMs);
    const url = /http:\/\/localhost:\d+/.exec(output())?.[0].replace('localhost', '127.0.0.1');
    const status = url === undefined ? 0 : (await ask(`${url}/ready`, { timeoutMs })).status;
    answers = status === 200 ? answers + 1 : 0;
    if (status === 200 || performance.now() - startedAt < container.graceMs) continue;
    child.kill('SIGKILL');
    return { of: 1, failures: ['killed while it starts'] };
  }
  return { of: 1, failures: [] };
}

/** Of the boot that the contract reckons with; the program itself takes the rest. */
const slowShare = 0.7;

export const health: readonly Row[] = [
  {
    id: 'check-within-probe',
    predicts: 'a probe that cannot say what is missing',
    expected: /^(no answer in time|504 that names nothing)$/,
    factor: 2,
    breaks: ({ classes }) => ({ probes: { checkMs: (classes.probe.deadlineMs ?? 0) * 1.2 } }),
    run: toldInTime(({ probes }) => probes.readiness.timeoutMs),
  },
  {
    id: 'probe-answered-in-time',
    predicts: 'an answer that comes after the balancer has given up',
    expected: /^no answer in time$/,
    factor: 2,
    breaks: ({ probes }) => ({ deployment: { balancer: { health: { timeoutMs: probes.checkMs * 0.8 } } } }),
    run: toldInTime(({ deployment }) => deployment.balancer.health.timeoutMs),
  },
  {
    id: 'unready-outlasts-database',
    predicts: 'tasks that are replaced because the database changes over',
    expected: /^the task is replaced$/,
    factor: 4,
    breaks: () => ({ deployment: { balancer: { health: { unhealthyAnswers: 2 } } } }),
    run: changeOver,
  },
  {
    id: 'grace-covers-boot',
    predicts: 'a new task that is killed while it starts',
    expected: /^killed while it starts$/,
    factor: 4,
    breaks: ({ deployment }) => ({
      deployment: { container: { graceMs: deployment.container.bootMs * 0.3 } },
    }),
    run: boot,
  },
];
