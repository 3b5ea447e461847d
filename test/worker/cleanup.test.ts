import { afterAll, beforeAll, expect, test } from 'vitest';
import { applyOverrides } from '../../app/contract/overrides.ts';
import { profile } from '../../app/contract/profiles.ts';
import { scriptedRoster } from '../support/agents/scripted-roster.ts';
import { anyDatabase, type OpenDatabase } from '../support/stores/databases.ts';
import { until } from '../support/until.ts';
import { createWorkerHarness } from '../support/worker/worker-harness.ts';

const contract = applyOverrides(profile('test'), { work: { cleanupIntervalMs: 10 } });

let database: OpenDatabase;
beforeAll(async () => {
  database = await anyDatabase.open();
});
afterAll(() => database.close());

test('a worker deletes expired idempotency keys and no others', async () => {
  const calls: (readonly [before: string, rowsMax: number])[] = [];
  const { store } = database;
  const recordingStore = {
    ...store,
    async pruneIdempotencyKeys(before: string, rowsMax: number) {
      const pruned = await store.pruneIdempotencyKeys(before, rowsMax);
      calls.push([before, rowsMax]);
      return pruned;
    },
  };
  const work = createWorkerHarness(recordingStore);
  const { idempotencyKeyMs } = contract.limits;
  const ago = (ms: number) => new Date(Date.now() - ms).toISOString();
  const old = { at: ago(idempotencyKeyMs + 1000), idempotency: { key: 'old', bodyHash: 'body' } };
  const young = { at: ago(idempotencyKeyMs - 600_000), idempotency: { key: 'young', bodyHash: 'body' } };
  await work.create('d1', {}, old);
  await work.create('d2', {}, young);
  await work.start(scriptedRoster(), { contract });
  await until(() => calls.length > 1, 'two cleanups', { last: () => calls });
  await work.stop();
  expect(calls.every(([, rowsMax]) => rowsMax === contract.work.cleanupBatchRows)).toBe(true);
  expect(await store.pruneIdempotencyKeys(old.at, 10)).toBe(0);
  expect(await store.pruneIdempotencyKeys(new Date().toISOString(), 10)).toBe(1);
  expect([...work.bugs, ...work.outages]).toEqual([]);
});
