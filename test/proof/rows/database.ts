import pg from 'pg';
import { type Answer, ask } from '../asking.ts';
import type { Row, Seen } from '../row.ts';
import type { Stage } from '../stage.ts';

const requests = 5;

/** Takes a table away until it is let go. */
export async function hold(stage: Stage, table: string): Promise<() => Promise<unknown>> {
  const holder = new pg.Client({ connectionString: stage.databaseUrl });
  await holder.connect();
  stage.after(() => holder.end());
  await holder.query('begin');
  await holder.query(`lock table ${table} in access exclusive mode`);
  return () => holder.query('commit');
}

/** Somebody holds a table that requests need. */
async function lockedOut(stage: Stage): Promise<Seen> {
  const program = await stage.start();
  await hold(stage, 'debates');
  const list = () => ask(`${program.url}/api/v1/debates`, { headers: stage.headers });
  await Promise.all(Array.from({ length: requests }, list));
  const named = [...program.output().matchAll(/due to (lock|statement) timeout/g)].map(([text]) => text);
  const failures = named.filter((text) => text !== 'due to lock timeout');
  return {
    of: Math.max(requests, named.length),
    failures: named.length > 0 ? failures : ['nothing is named'],
  };
}

/** What a request stores takes for ever. */
const slow = `
  create function slow() returns trigger language plpgsql as
    'begin perform pg_sleep(600); return new; end';
  create trigger slow before insert on events for each row execute function slow()`;

async function slowStore(stage: Stage): Promise<Seen> {
  const program = await stage.start();
  await stage.query(slow);
  const body = JSON.stringify({ question: 'Should the depot be moved?' });
  const post = (): Promise<Answer> =>
    ask(`${program.url}/api/v1/debates`, { method: 'POST', headers: stage.headers, body });
  await Promise.all(Array.from({ length: requests }, post));
  const running = await stage.query(`
    select 1 from pg_stat_activity
    where datname = current_database() and state = 'active' and wait_event = 'PgSleep'`);
  return { of: requests, failures: running.map(() => 'runs on after the answer') };
}

export const database: readonly Row[] = [
  {
    id: 'lock-within-statement',
    predicts: 'an error that hides that a lock was waited for',
    expected: /^due to statement timeout$/,
    breaks: ({ database: { statementMs } }) => ({ database: { lockMs: statementMs * 2 } }),
    run: lockedOut,
  },
  {
    id: 'database-deadlines-nest',
    predicts: 'statements that run on after their request was answered',
    expected: /^runs on/,
    breaks: ({ classes }) => ({ database: { statementMs: (classes.api.deadlineMs ?? 0) * 2 } }),
    run: slowStore,
  },
];
