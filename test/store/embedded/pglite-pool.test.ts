import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { createPglitePool } from '../../../app/store/embedded/pglite-pool.ts';

function fakePGlite() {
  const queries: string[] = [];
  return {
    queries,
    query: async (sql: string) => {
      queries.push(sql);
      return { rows: [], fields: [] };
    },
    close: async () => {
      queries.push('close');
    },
  };
}

it('a caller has the session alone until it releases it', async () => {
  const pglite = fakePGlite();
  const pool = createPglitePool(pglite);
  const one = await pool.connect();
  const two = pool.connect().then((client) => client.query('two', []));
  await one.query('one begins', []);
  await setImmediate();
  await one.query('one ends', []);
  one.release();
  await two;
  expect(pglite.queries).toEqual(['one begins', 'one ends', 'two']);
});

it('end() waits for the caller that has the session', async () => {
  const pglite = fakePGlite();
  const pool = createPglitePool(pglite);
  const one = await pool.connect();
  const end = pool.end();
  await setImmediate();
  await one.query('commit', []);
  one.release();
  await end;
  expect(pglite.queries).toEqual(['commit', 'close']);
});

it.each([
  ['long parameters', 3, 'x'.repeat(2_000_000)],
  ['many queries', 60, ''],
])('other work of the process gets its turn between %s', async (_, count, parameter) => {
  const pool = createPglitePool(fakePGlite());
  const client = await pool.connect();
  let turns = 0;
  let isDone = false;
  const other = (async () => {
    while (!isDone) {
      await setImmediate();
      turns += 1;
    }
  })();
  for (let index = 0; index < count; index += 1) await client.query('insert', [parameter]);
  isDone = true;
  await other;
  expect(turns).toBeGreaterThanOrEqual(3);
});
