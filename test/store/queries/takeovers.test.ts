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

    /** Claims all there is for a worker that dies at once; how many takeovers each has had. */
    const loseWorkers = async (workerLossesMax = noLimit): Promise<readonly number[]> =>
      (await claimLeases(store, 'gone', noLimit, expiredLeaseMs, { workerLossesMax })).map(
        ({ takeovers }) => takeovers,
      );

    it('are counted from one lost worker to the next', async () => {
      await createDebate(store);
      expect(await loseWorkers()).toEqual([0]);
      expect(await loseWorkers()).toEqual([1]);
      expect(await loseWorkers()).toEqual([2]);
    });

    it('are not counted when a lease was given back', async () => {
      await createDebate(store);
      for (const owner of ['one', 'two', 'three']) {
        const leases = await claimLeases(store, owner, noLimit, longLeaseMs);
        expect(leases).toMatchObject([{ takeovers: 0 }]);
        await store.release(owner, leases);
      }
    });

    it.each([completed, failed])('are forgotten once a turn has ended: $type', async (event) => {
      const first = await createDebate(store);
      await loseWorkers();
      await loseWorkers();
      const noted = lastEvent(await store.append(appendRequest(first)));
      expect(await loseWorkers()).toEqual([2]);
      await store.append(appendRequest(noted, { events: [event] }));
      expect(await loseWorkers()).toEqual([1]);
    });

    it('gives debates on their last takeover out one by one, so that each is tried alone', async () => {
      const workerLossesMax = 2;
      const [one, two, three] = [
        await createDebate(store),
        await createDebate(store),
        await createDebate(store),
      ];
      await loseWorkers(workerLossesMax);
      await loseWorkers(workerLossesMax);
      const last = async (owner: string) =>
        debateIds(await claimLeases(store, owner, noLimit, longLeaseMs, { workerLossesMax }));
      expect(await last('first')).toEqual([one.debate]);
      expect(await last('first')).toEqual([]);
      expect(await last('second')).toEqual([two.debate]);
      await store.append(appendRequest(one, { events: [completed] }));
      expect(await last('first')).toEqual([three.debate]);
    });

    it('gives out the others meanwhile, and those past their last takeover, for they are only given up', async () => {
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

  describe.skipIf(!database.available)(`debates past their deadline on ${database.name}`, () => {
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

    it.each(['running', 'paused'] as const)('are given out to be ended, when %s', async (status) => {
      const first = await createDebate(store, { deadlineAt });
      await createDebate(store);
      await store.append(appendRequest(first, { summary: { ...runningSummary, status } }));
      expect(await overdue('2026-06-01T11:59:59.999Z')).toEqual([]);
      expect(await overdue(deadlineAt)).toEqual([first.debate]);
      expect(await overdue(deadlineAt, 'another')).toEqual([]);
    });

    it('are left to the worker that holds them, and pass on when it is gone', async () => {
      const first = await createDebate(store, { deadlineAt });
      const held = await claimLeases(store, 'one', noLimit, longLeaseMs);
      const paused = { ...runningSummary, status: 'paused' } as const;
      await store.append(appendRequest(first, { summary: paused }));
      expect(await overdue(deadlineAt)).toEqual([]);
      await store.renew('one', held, expiredLeaseMs);
      expect(await overdue(deadlineAt)).toEqual([first.debate]);
    });

    it('are not given out once they have ended', async () => {
      const first = await createDebate(store, { deadlineAt });
      await store.append(appendRequest(first, { summary: decidedSummary }));
      expect(await overdue(deadlineAt)).toEqual([]);
    });
  });
}
