import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { createPglitePool } from '../../../app/store/embedded/pglite-pool.ts';

function fakePGlite() {
  const queries: string[] = [];
  return {
    asked: queries,
    query: async (sql: string) => {
      queries.push(sql);
      return { rows: [], fields: [] };
    },
    close: async () => {
      queries.push('close');
    },
  };
}

it('one has the session alone until it is given back', async () => {
  const pglite = fakePGlite();
  const pool = createPglitePool(pglite);
  const one = await pool.connect();
  const two = pool.connect().then((client) => client.query('two', []));
  await one.query('one begins', []);
  await setImmediate();
  await one.query('one ends', []);
  one.release();
  await two;
  expect(pglite.asked).toEqual(['one begins', 'one ends', 'two']);
});

it('the end waits for whoever has the session', async () => {
  const pglite = fakePGlite();
  const pool = createPglitePool(pglite);
  const one = await pool.connect();
  const end = pool.end();
  await setImmediate();
  await one.query('commit', []);
  one.release();
  await end;
  expect(pglite.asked).toEqual(['commit', 'close']);
});
