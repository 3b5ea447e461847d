import { setTimeout as pause } from 'node:timers/promises';
import type { Contract } from '../../../app/contract/contract.ts';
import { type Differences, withDifferences } from '../../../app/contract/profiles.ts';
import { ask, failuresOf } from '../asking.ts';
import { checkAt, untilFailed, untilUnhealthy } from '../platform/checks.ts';
import { balancerTimes, containerTimes, stopTask } from '../platform/scheduler.ts';
import type { Row, Seen } from '../row.ts';
import type { Stage } from '../stage.ts';
import { ending, stall } from '../still.ts';
import { bootVariable } from '../variables.ts';

/** A task stands still, for good: nobody who counts with the interval waits for longer than two of them a failure. */
async function hangUnderContainer(stage: Stage): Promise<Seen> {
  const times = containerTimes(stage.contract);
  const program = await stage.start();
  const unhealthy = untilUnhealthy(
    checkAt(() => `${program.url}/healthz`),
    times,
    ending(stage),
  );
  await pause(times.intervalMs * 1.5);
  stall(stage, program.child.pid);
  const seen = await Promise.race([unhealthy, pause(2 * times.intervalMs * times.retries, false)]);
  return { of: 1, failures: seen ? [] : ['a task that hangs is not replaced in time'] };
}

/** Of the boot that the contract reckons with; the program itself takes the rest. */
const slowShare = 0.7;

/** A worker, whose service looks away for no grace, as it has no balancer, takes long to start. */
async function bootWorker(stage: Stage): Promise<Seen> {
  const { bootMs } = stage.contract.deployment.container;
  const { output } = stage.spawn({
    ...{ ROSTRUM_ROLE: 'worker', METRICS_PORT: '0' },
    [bootVariable]: `${Math.round(bootMs * slowShare)}`,
  });
  const url = () => {
    const port = /"port":(\d+)[^\n]*metrics can be read/.exec(output())?.[1];
    return port === undefined ? null : `http://127.0.0.1:${port}/healthz`;
  };
  const lives = Promise.withResolvers<false>();
  const check = async (timeoutMs: number) => {
    const answers = await checkAt(url)(timeoutMs);
    if (answers) lives.resolve(false);
    return answers;
  };
  const unhealthy = untilUnhealthy(check, containerTimes(stage.contract), ending(stage));
  const killed = await Promise.race([unhealthy, lives.promise]);
  return { of: 1, failures: killed ? ['killed while it starts'] : [] };
}

const requests = 10;
/** For how long it stands still: less than the balancer bears. */
const stillMs = 8400;

/** A task stands still for a while; either of the two checks has ECS stop it. */
async function standStill(stage: Stage): Promise<Seen> {
  const { contract } = stage;
  const program = await stage.start();
  const over = ending(stage);
  const balancer = untilFailed(
    checkAt(() => `${program.url}/ready`),
    balancerTimes(contract),
    over,
  );
  const container = untilUnhealthy(
    checkAt(() => `${program.url}/healthz`),
    containerTimes(contract),
    over,
  );
  await pause(contract.deployment.container.health.intervalMs * 1.25);
  const wake = stall(stage, program.child.pid);
  const timeoutMs = contract.edge.gatewayReadMs ?? 0;
  const answers = Array.from({ length: requests }, () => ask(`${program.url}/openapi.json`, { timeoutMs }));
  void Promise.race([balancer, container]).then(async (sick) => {
    if (sick) await stopTask(program, contract.process.stopMs);
  });
  await pause(stillMs);
  wake();
  const all = await Promise.all(answers);
  return { of: requests, failures: failuresOf(all, 200) };
}

/** What is so short that it would break relations to what is not scaled. */
const twentieth: Differences<Contract> = {
  database: { acquireMs: 1500, statementMs: 2000 },
  deployment: { scaling: { liveConnectionsPerTask: 100 } },
};

export const containerChecks: readonly Row[] = [
  {
    id: 'container-check-gives-up',
    shownBy: 'imitation',
    profile: 'production',
    predicts: 'a task that hangs and is replaced later than anybody has counted with',
    expected: /not replaced in time$/,
    factor: 20,
    both: twentieth,
    breaks: ({ deployment: { container } }) => ({
      deployment: { container: { health: { timeoutMs: container.health.intervalMs * 2 } } },
    }),
    run: hangUnderContainer,
  },
  {
    id: 'start-covers-boot',
    shownBy: 'imitation',
    profile: 'production',
    predicts: 'new workers that ECS kills while they start, for ever',
    expected: /^killed while it starts$/,
    factor: 20,
    // A boot that outlasts all failures of a check that counts from the first second.
    both: withDifferences(twentieth, {
      deployment: { container: { bootMs: 6000, startMs: 15_000, graceMs: 20_000 } },
    }),
    breaks: () => ({ deployment: { container: { startMs: 0 } } }),
    run: bootWorker,
  },
  {
    id: 'balancer-notices-first',
    shownBy: 'imitation',
    profile: 'production',
    predicts: 'requests that are cut off because ECS kills a task that the balancer would still have borne',
    expected: /^ECONNRESET$/,
    // A task that stops sooner than a balancer gives it up: else none is killed before that, whoever notices it first.
    both: {
      classes: { api: { deadlineMs: 2000 } },
      limits: { waitSecondsMax: 1 },
      edge: { gatewayReadMs: 12_000 },
      process: { drainInflightMs: 2000, flushMs: 200, stopMs: 4800 },
      database: { acquireMs: 800 },
      deployment: {
        balancer: { health: { unhealthyAnswers: 10 } },
        container: { health: { intervalMs: 2000 } },
      },
    },
    breaks: () => ({ deployment: { container: { health: { unhealthyAnswers: 1 } } } }),
    run: standStill,
  },
];
