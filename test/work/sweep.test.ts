import { afterAll, beforeAll, expect, test } from 'vitest';
import { profile, withDifferences } from '../../app/contract/profiles.ts';
import { anyDatabase, type OpenDatabase } from '../support/databases.ts';
import { scriptedRoster } from '../support/panel.ts';
import { until } from '../support/until.ts';
import { openWorkplace } from '../support/workplace.ts';

const contract = withDifferences(profile('test'), { work: { sweepMs: 10 } });

let database: OpenDatabase;
beforeAll(async () => {
  database = await anyDatabase.open();
});
afterAll(() => database.close());

test('a worker forgets idempotency keys that are older than is promised, and no others', async () => {
  const asked: (readonly [before: string, rowsMax: number])[] = [];
  const { store } = database;
  const watched = {
    ...store,
    async forgetIdempotencyKeys(before: string, rowsMax: number) {
      const forgotten = await store.forgetIdempotencyKeys(before, rowsMax);
      asked.push([before, rowsMax]);
      return forgotten;
    },
  };
  const work = openWorkplace(watched);
  const { idempotencyKeyMs } = contract.limits;
  const ago = (ms: number) => new Date(Date.now() - ms).toISOString();
  const old = { at: ago(idempotencyKeyMs + 1000), idempotency: { key: 'old', bodyHash: 'body' } };
  const young = { at: ago(idempotencyKeyMs - 600_000), idempotency: { key: 'young', bodyHash: 'body' } };
  await work.create('d1', {}, old);
  await work.create('d2', {}, young);
  await work.start(scriptedRoster(), { contract });
  await until(() => asked.length > 1);
  await work.stop();
  expect(asked.every(([, rowsMax]) => rowsMax === contract.work.sweepRowsMax)).toBe(true);
  expect(await store.forgetIdempotencyKeys(old.at, 10)).toBe(0);
  expect(await store.forgetIdempotencyKeys(new Date().toISOString(), 10)).toBe(1);
  expect([...work.bugs, ...work.outages]).toEqual([]);
});
