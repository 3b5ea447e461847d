import pg from 'pg';
import type { Experiment, Observation } from '../../experiment.ts';
import { type HttpResult, sendRequest } from '../../http-request.ts';
import type { TestBed } from '../../test-bed.ts';

const requests = 5;

/** Locks a table until it is released. */
export async function lockTable(testBed: TestBed, table: string): Promise<() => Promise<unknown>> {
  const holder = new pg.Client({ connectionString: testBed.databaseUrl });
  await holder.connect();
  testBed.onCleanup(() => holder.end());
  await holder.query('begin');
  await holder.query(`lock table ${table} in access exclusive mode`);
  return () => holder.query('commit');
}

/** Another client locks a table that requests need. */
async function queryLockedTable(testBed: TestBed): Promise<Observation> {
  const program = await testBed.start();
  await lockTable(testBed, 'debates');
  const list = () => sendRequest(`${program.url}/api/v1/debates`, { headers: testBed.headers });
  await Promise.all(Array.from({ length: requests }, list));
  const timeouts = [...program.output().matchAll(/due to (lock|statement) timeout/g)].map(([text]) => text);
  const failures = timeouts.filter((text) => text !== 'due to lock timeout');
  return {
    total: Math.max(requests, timeouts.length),
    failures: timeouts.length > 0 ? failures : ['nothing is named'],
  };
}

/** The insert of a request never ends. */
const slowInsertTrigger = `
  create function slow() returns trigger language plpgsql as
    'begin perform pg_sleep(600); return new; end';
  create trigger slow before insert on events for each row execute function slow()`;

async function insertSlowly(testBed: TestBed): Promise<Observation> {
  const program = await testBed.start();
  await testBed.query(slowInsertTrigger);
  const body = JSON.stringify({ question: 'Should the depot be moved?' });
  const post = (): Promise<HttpResult> =>
    sendRequest(`${program.url}/api/v1/debates`, { method: 'POST', headers: testBed.headers, body });
  await Promise.all(Array.from({ length: requests }, post));
  const running = await testBed.query(`
    select 1 from pg_stat_activity
    where datname = current_database() and state = 'active' and wait_event = 'PgSleep'`);
  return { total: requests, failures: running.map(() => 'runs on after the answer') };
}

export const databaseExperiments: readonly Experiment[] = [
  {
    id: 'lock-within-statement',
    predictedFailure: 'the error hides the wait for a lock',
    failurePattern: /^due to statement timeout$/,
    mutate: ({ database: { statementMs } }) => ({ database: { lockMs: statementMs * 2 } }),
    run: queryLockedTable,
  },
  {
    id: 'database-deadlines-nest',
    predictedFailure: 'statements continue after their request was answered',
    failurePattern: /^runs on/,
    mutate: ({ classes }) => ({ database: { statementMs: (classes.api.deadlineMs ?? 0) * 2 } }),
    run: insertSlowly,
  },
];
