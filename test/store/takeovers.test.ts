import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import type { DebateEvent } from '../../app/debate/events.ts';
import type { Claimed, Store } from '../../app/store/store.ts';
import { databases, type OpenDatabase } from '../support/databases.ts';
import { propose } from '../support/debate.ts';
import { claim, created, decided, following, lastOf, longMs, many, overMs, running } from './sample.ts';

const usage = { inputTokens: 1, outputTokens: 1, estimated: false };
const completed: DebateEvent = {
  type: 'turn.completed',
  data: { turn: 'r0.propose.a1', attempt: 1, text: '', outcome: propose('Yes.'), usage, costUsd: 0 },
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

const names = (claimed: readonly Claimed[]) => claimed.map(({ debate }) => debate);

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
    const lose = async (takeoversMax = many): Promise<readonly number[]> =>
      (await claim(store, 'gone', many, overMs, { takeoversMax })).map(({ takeovers }) => takeovers);

    it('are counted from one lost worker to the next', async () => {
      await created(store);
      expect(await lose()).toEqual([0]);
      expect(await lose()).toEqual([1]);
      expect(await lose()).toEqual([2]);
    });

    it('are not counted when a lease was given back', async () => {
      await created(store);
      for (const owner of ['one', 'two', 'three']) {
        const leases = await claim(store, owner, many, longMs);
        expect(leases).toMatchObject([{ takeovers: 0 }]);
        await store.release(owner, leases);
      }
    });

    it.each([completed, failed])('are forgotten once a turn has ended: $type', async (event) => {
      const first = await created(store);
      await lose();
      await lose();
      const noted = lastOf(await store.append(following(first)));
      expect(await lose()).toEqual([2]);
      await store.append(following(noted, { events: [event] }));
      expect(await lose()).toEqual([1]);
    });

    it('gives debates on their last takeover out one by one, so that each is tried alone', async () => {
      const takeoversMax = 2;
      const [one, two, three] = [await created(store), await created(store), await created(store)];
      await lose(takeoversMax);
      await lose(takeoversMax);
      const last = async (owner: string) => names(await claim(store, owner, many, longMs, { takeoversMax }));
      expect(await last('first')).toEqual([one.debate]);
      expect(await last('first')).toEqual([]);
      expect(await last('second')).toEqual([two.debate]);
      await store.append(following(one, { events: [completed] }));
      expect(await last('first')).toEqual([three.debate]);
    });

    it('gives out the others meanwhile, and those past their last takeover, for they are only given up', async () => {
      const takeoversMax = 1;
      await created(store);
      await lose(takeoversMax);
      expect(await lose(takeoversMax)).toEqual([1]);
      const fresh = await created(store);
      const taken = await claim(store, 'one', many, longMs, { takeoversMax });
      expect(taken.map(({ takeovers }) => takeovers)).toEqual([2, 0]);
      expect(names(taken)).toContain(fresh.debate);
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
      names(await store.claimOverdue(owner, many, longMs, at));

    it.each(['running', 'paused'] as const)('are given out to be ended, when %s', async (status) => {
      const first = await created(store, { deadlineAt });
      await created(store);
      await store.append(following(first, { summary: { ...running, status } }));
      expect(await overdue('2026-06-01T11:59:59.999Z')).toEqual([]);
      expect(await overdue(deadlineAt)).toEqual([first.debate]);
      expect(await overdue(deadlineAt, 'another')).toEqual([]);
    });

    it('are left to the worker that holds them, and pass on when it is gone', async () => {
      const first = await created(store, { deadlineAt });
      const held = await claim(store, 'one', many, longMs);
      const paused = { ...running, status: 'paused' } as const;
      await store.append(following(first, { summary: paused }));
      expect(await overdue(deadlineAt)).toEqual([]);
      await store.renew('one', held, overMs);
      expect(await overdue(deadlineAt)).toEqual([first.debate]);
    });

    it('are not given out once they have ended', async () => {
      const first = await created(store, { deadlineAt });
      await store.append(following(first, { summary: decided }));
      expect(await overdue(deadlineAt)).toEqual([]);
    });
  });
}
