import { until } from '../../../support/until.ts';
import type { Experiment, Observation } from '../../experiment.ts';
import { openCdn } from '../../gateways.ts';
import { describeFailure, type HttpResult, listFailures, sendRequest } from '../../http-request.ts';
import { openLambdaTarget } from '../../platform/lambda/target.ts';
import type { TestBed } from '../../test-bed.ts';
import { lockTable } from '../data/deadlines.ts';

const requests = 2;

/** A function behind CloudFront and a balancer; its environments have started, and have not had an event yet. */
async function openLambda(testBed: TestBed) {
  const { timeoutMs } = testBed.contract.deployment.function;
  const target = await openLambdaTarget(requests, timeoutMs, testBed.spawn);
  testBed.onCleanup(target.close);
  const address = await openCdn(testBed, target.port);
  const all = <T>(send: (url: string) => Promise<T>) =>
    Promise.all(Array.from({ length: requests }, () => send(address)));
  return { busy: target.busy, all };
}

const lockedMs = 4000;

/** The database is slow, and answers long before the deadline. */
async function requestSlowDatabase(testBed: TestBed): Promise<Observation> {
  const { all } = await openLambda(testBed);
  const list = (url: string) => sendRequest(`${url}/api/v1/debates`, { headers: testBed.headers });
  await until(
    async () => (await all(list)).every(({ status }) => status === 200),
    'status 200 from all addresses',
    { timeoutMs: 120_000 },
  );
  const release = setTimeout(await lockTable(testBed, 'debates'), lockedMs);
  testBed.onCleanup(() => clearTimeout(release));
  const answers = await all(list);
  return { total: requests, failures: listFailures(answers, 200) };
}

/** A database that does not answer, from the first event on: somebody works on its schema. */
async function startWithoutDatabase(testBed: TestBed): Promise<Observation> {
  const { busy, all } = await openLambda(testBed);
  // There is a schema, made by a deployment before.
  await testBed.start();
  await lockTable(testBed, 'kysely_migration');
  const post = async (url: string): Promise<{ answer: HttpResult; running: number }> => {
    const answer = await sendRequest(`${url}/api/v1/tickets`, { method: 'POST', headers: testBed.headers });
    return { answer, running: busy() };
  };
  // Our own answer says that there is no database, before the gateway gives up.
  const unexpected = (await all(post)).filter(
    ({ answer }) => !answer.body.includes('"code":"deadline-exceeded"'),
  );
  const failures = unexpected.map(({ answer, running }) =>
    describeFailure(answer) === '504 of the gateway' && running > 0
      ? 'runs on after the 504'
      : describeFailure(answer),
  );
  return { total: requests, failures };
}

const lambdaDefaults = { shownBy: 'imitation', profile: 'hybrid' } as const;

export const lambdaExperiments: readonly Experiment[] = [
  {
    ...lambdaDefaults,
    id: 'function-outlasts-deadline',
    // The handler looks at the time that it has left, or else the balancer would say a bare 502.
    predictedFailure: 'requests that are given up although their deadline is far',
    failurePattern: /^50[24]/,
    // A statement may take long, and the wait for a lock.
    commonOverrides: { database: { acquireMs: 1000, statementMs: 6500, lockMs: 6000 } },
    mutate: ({ classes }) => ({
      deployment: { function: { timeoutMs: (classes.api.deadlineMs ?? 0) * 0.3 } },
    }),
    run: requestSlowDatabase,
  },
  {
    ...lambdaDefaults,
    id: 'function-within-gateway',
    predictedFailure: 'invocations that run on after their callers were answered 504',
    failurePattern: /^runs on after the 504$/,
    mutate: ({ edge }) => ({ deployment: { function: { timeoutMs: (edge.gatewayReadMs ?? 0) * 2 } } }),
    run: startWithoutDatabase,
  },
];
