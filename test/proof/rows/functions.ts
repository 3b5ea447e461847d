import { until } from '../../support/until.ts';
import { type Answer, ask, failureOf, failuresOf } from '../asking.ts';
import { cdnBefore } from '../hops.ts';
import { openFunction } from '../platform/function.ts';
import type { Row, Seen } from '../row.ts';
import type { Stage } from '../stage.ts';
import { hold } from './database.ts';

const requests = 2;

/** A function behind CloudFront and a balancer; its environments have started, and have not had an event yet. */
async function functionOn(stage: Stage) {
  const { timeoutMs } = stage.contract.deployment.function;
  const target = await openFunction(requests, timeoutMs, stage.spawn);
  stage.after(target.close);
  const address = await cdnBefore(stage, target.port);
  const all = <T>(one: (url: string) => Promise<T>) =>
    Promise.all(Array.from({ length: requests }, () => one(address)));
  return { busy: target.busy, all };
}

const lockedMs = 4000;

/** The database is slow, and answers long before the deadline. */
async function askSlow(stage: Stage): Promise<Seen> {
  const { all } = await functionOn(stage);
  const list = (url: string) => ask(`${url}/api/v1/debates`, { headers: stage.headers });
  await until(async () => (await all(list)).every(({ status }) => status === 200));
  const lettingGo = setTimeout(await hold(stage, 'debates'), lockedMs);
  stage.after(() => clearTimeout(lettingGo));
  const answers = await all(list);
  return { of: requests, failures: failuresOf(answers, 200) };
}

/** A database that does not answer, from the first event on: somebody works on its schema. */
async function startOnSilence(stage: Stage): Promise<Seen> {
  const { busy, all } = await functionOn(stage);
  // There is a schema, made by a deployment before.
  await stage.start();
  await hold(stage, 'kysely_migration');
  const post = async (url: string): Promise<{ answer: Answer; running: number }> => {
    const answer = await ask(`${url}/api/v1/tickets`, { method: 'POST', headers: stage.headers });
    return { answer, running: busy() };
  };
  // Our own answer says that there is no database, before the gateway gives up.
  const others = (await all(post)).filter(({ answer }) => !answer.body.includes('"code":"deadline"'));
  const failures = others.map(({ answer, running }) =>
    failureOf(answer) === '504 of the gateway' && running > 0 ? 'runs on after the 504' : failureOf(answer),
  );
  return { of: requests, failures };
}

const ofFunction = { shownBy: 'imitation', profile: 'hybrid' } as const;

export const functionRows: readonly Row[] = [
  {
    ...ofFunction,
    id: 'function-outlasts-deadline',
    // The handler looks at the time that it has left, or else the balancer would say a bare 502.
    predicts: 'requests that are given up although their deadline is far',
    expected: /^50[24]/,
    // A statement may take long, and the wait for a lock.
    both: { database: { acquireMs: 1000, statementMs: 6500, lockMs: 6000 } },
    breaks: ({ classes }) => ({
      deployment: { function: { timeoutMs: (classes.api.deadlineMs ?? 0) * 0.3 } },
    }),
    run: askSlow,
  },
  {
    ...ofFunction,
    id: 'function-within-gateway',
    predicts: 'invocations that run on after their callers were answered 504',
    expected: /^runs on after the 504$/,
    breaks: ({ edge }) => ({ deployment: { function: { timeoutMs: (edge.gatewayReadMs ?? 0) * 2 } } }),
    run: startOnSilence,
  },
];
