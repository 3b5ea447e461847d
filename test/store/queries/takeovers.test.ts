import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import type { DebateEvent } from '../../../app/debate/core/events.ts';
import type { ClaimedLease, Store } from '../../../app/store/store.ts';
import { proposal } from '../../support/debates/debate-driver.ts';
import { databases, type OpenDatabase } from '../../support/stores/databases.ts';
import {
  appendRequest,
  claimLeases,
  createDebate,
  decidedSummary,
  expiredLeaseMs,
  lastEvent,
  longLeaseMs,
  noLimit,
  runningSummary,
} from '../fixtures.ts';

const usage = { inputTokens: 1, outputTokens: 1, estimated: false };
const completed: DebateEvent = {
  type: 'turn.completed',
  data: { turn: 'r0.propose.a1', attempt: 1, text: '', outcome: proposal('Yes.'), usage, costUsd: 0 },
};
const failed: DebateEvent = {
  type: 'turn.failed',
  data: {
    turn: 'r0.propose.a1',
    attempt: 1,
    reason: 'cut-off',
    message: '',
    final: false,
    usage,
    costUsd: 0,
  },
};

const debateIds = (claimed: readonly ClaimedLease[]) => claimed.map(({ debate }) => debate);

for (const database of databases) {
  describe.skipIf(!database.available)(`takeovers on ${database.name}`, () => {
    let opened: OpenDatabase;
    let store: Store;
    beforeEach(async () => {
      await opened?.close();
      opened = await database.open();
      store = opened.store;
    });
    afterAll(() => opened.close());

    /** Claims all debates for a worker that is lost at once, and returns their takeovers. */
    const loseWorkers = async (workerLossesMax = noLimit): Promise<readonly number[]> =>
      (await claimLeases(store, 'gone', noLimit, expiredLeaseMs, { workerLossesMax })).map(
        ({ takeovers }) => takeovers,
      );

    it('are counted for each lost worker', async () => {
      await createDebate(store);
      expect(await loseWorkers()).toEqual([0]);
      expect(await loseWorkers()).toEqual([1]);
      expect(await loseWorkers()).toEqual([2]);
    });

    it('are not counted after a release', async () => {
      await createDebate(store);
      for (const owner of ['one', 'two', 'three']) {
        const leases = await claimLeases(store, owner, noLimit, longLeaseMs);
        expect(leases).toMatchObject([{ takeovers: 0 }]);
        await store.release(owner, leases);
      }
    });

    it.each([completed, failed])('are reset by $type', async (event) => {
      const first = await createDebate(store);
      await loseWorkers();
      await loseWorkers();
      const noted = lastEvent(await store.append(appendRequest(first)));
      expect(await loseWorkers()).toEqual([2]);
      await store.append(appendRequest(noted, { events: [event] }));
      expect(await loseWorkers()).toEqual([1]);
    });

    it.each([
      { which: 'last', workerLossesMax: 2 },
      { which: 'fourth from last', workerLossesMax: 5 },
    ])(
      'on the $which a debate is given to a worker without another such debate',
      async ({ workerLossesMax }) => {
        const [one, two, three] = [
          await createDebate(store),
          await createDebate(store),
          await createDebate(store),
        ];
        await loseWorkers();
        expect(await loseWorkers()).toEqual([1, 1, 1]);
        const claim = async (owner: string) =>
          debateIds(await claimLeases(store, owner, noLimit, longLeaseMs, { workerLossesMax }));
        expect(await claim('first')).toEqual([one.debate]);
        expect(await claim('first')).toEqual([]);
        expect(await claim('second')).toEqual([two.debate]);
        await store.append(appendRequest(one, { events: [completed] }));
        expect(await claim('first')).toEqual([three.debate]);
      },
    );

    it('before the last four leave debates together', async () => {
      const debates = [await createDebate(store), await createDebate(store)];
      await loseWorkers();
      const rules = { workerLossesMax: 5 };
      const claimed = debateIds(await claimLeases(store, 'one', noLimit, longLeaseMs, rules));
      expect(claimed).toEqual(debates.map(({ debate }) => debate));
    });

    it('do not hold back other debates, or debates beyond their last one, which are only abandoned', async () => {
      const workerLossesMax = 1;
      await createDebate(store);
      await loseWorkers(workerLossesMax);
      expect(await loseWorkers(workerLossesMax)).toEqual([1]);
      const fresh = await createDebate(store);
      const taken = await claimLeases(store, 'one', noLimit, longLeaseMs, { workerLossesMax });
      expect(taken.map(({ takeovers }) => takeovers)).toEqual([2, 0]);
      expect(debateIds(taken)).toContain(fresh.debate);
    });
  });

  describe.skipIf(!database.available)(`overdue debates on ${database.name}`, () => {
    let opened: OpenDatabase;
    let store: Store;
    beforeEach(async () => {
      await opened?.close();
      opened = await database.open();
      store = opened.store;
    });
    afterAll(() => opened.close());

    const deadlineAt = '2026-06-01T12:00:00.000Z';
    const overdue = async (at: string, owner = 'one') =>
      debateIds(await store.claimOverdue(owner, noLimit, longLeaseMs, at));

    it.each(['running', 'paused'] as const)('are given out when %s', async (status) => {
      const first = await createDebate(store, { deadlineAt });
      await createDebate(store);
      await store.append(appendRequest(first, { summary: { ...runningSummary, status } }));
      expect(await overdue('2026-06-01T11:59:59.999Z')).toEqual([]);
      expect(await overdue(deadlineAt)).toEqual([first.debate]);
      expect(await overdue(deadlineAt, 'another')).toEqual([]);
    });

    it('stay with the worker that holds them until its lease expires', async () => {
      const first = await createDebate(store, { deadlineAt });
      const held = await claimLeases(store, 'one', noLimit, longLeaseMs);
      const paused = { ...runningSummary, status: 'paused' } as const;
      await store.append(appendRequest(first, { summary: paused }));
      expect(await overdue(deadlineAt)).toEqual([]);
      await store.renew('one', held, expiredLeaseMs);
      expect(await overdue(deadlineAt)).toEqual([first.debate]);
    });

    it('are not given out after their end', async () => {
      const first = await createDebate(store, { deadlineAt });
      await store.append(appendRequest(first, { summary: decidedSummary }));
      expect(await overdue(deadlineAt)).toEqual([]);
    });
  });
}
