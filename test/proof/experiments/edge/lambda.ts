import { until } from '../../../support/until.ts';
import type { Experiment, Observation } from '../../experiment.ts';
import { openCdn } from '../../gateways.ts';
import { describeFailure, type HttpResult, listFailures, sendRequest } from '../../http-request.ts';
import { openLambdaTarget } from '../../platform/lambda/target.ts';
import type { TestBed } from '../../test-bed.ts';
import { lockTable } from '../data/deadlines.ts';

const requests = 2;

/** A function behind CloudFront and a balancer, with started environments. */
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

/** The database is slow, but answers long before the deadline. */
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

/** The database does not answer from the first event on, as its schema is locked. */
async function startWithoutDatabase(testBed: TestBed): Promise<Observation> {
  const { busy, all } = await openLambda(testBed);
  // An earlier deployment created the schema.
  await testBed.start();
  await lockTable(testBed, 'kysely_migration');
  const post = async (url: string): Promise<{ answer: HttpResult; running: number }> => {
    const answer = await sendRequest(`${url}/api/v1/tickets`, { method: 'POST', headers: testBed.headers });
    return { answer, running: busy() };
  };
  // Our own answer reports the missing database before the gateway times out.
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

const lambdaDefaults = { platform: 'imitation', profile: 'hybrid' } as const;

export const lambdaExperiments: readonly Experiment[] = [
  {
    ...lambdaDefaults,
    id: 'function-outlasts-deadline',
    // The handler checks its remaining time; otherwise the balancer would answer a bare 502.
    predictedFailure: 'requests fail long before their deadline',
    failurePattern: /^50[24]/,
    // Statements and lock waits may take long.
    commonOverrides: { database: { acquireMs: 1000, statementMs: 6500, lockMs: 6000 } },
    mutate: ({ classes }) => ({
      deployment: { function: { timeoutMs: (classes.api.deadlineMs ?? 0) * 0.3 } },
    }),
    run: requestSlowDatabase,
  },
  {
    ...lambdaDefaults,
    id: 'function-within-gateway',
    predictedFailure: 'invocations continue after their callers got 504',
    failurePattern: /^runs on after the 504$/,
    mutate: ({ edge }) => ({ deployment: { function: { timeoutMs: (edge.gatewayReadMs ?? 0) * 2 } } }),
    run: startWithoutDatabase,
  },
];
