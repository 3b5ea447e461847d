import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DebateStatus, Lease } from '../../app/store/store.ts';
import { databases, type OpenDatabase } from '../support/databases.ts';
import {
  claim as claimWhole,
  created,
  decided,
  following,
  lastOf,
  longMs,
  many,
  overMs,
  running,
} from './sample.ts';

/** Without what only other tests look at. */
const claim = async (...asked: Parameters<typeof claimWhole>): Promise<readonly Lease[]> =>
  (await claimWhole(...asked)).map(({ debate, epoch }) => ({ debate, epoch }));

const ids = (leases: readonly Lease[]) => leases.map((lease) => lease.debate);

for (const database of databases) {
  describe.skipIf(!database.available)(`leases on ${database.name}`, () => {
    let opened: OpenDatabase;
    beforeAll(async () => {
      opened = await database.open();
    });
    // Whatever earlier tests have left runnable is held by somebody else from now on.
    beforeEach(() => claim(opened.store, 'nobody', many, longMs));
    afterAll(() => opened.close());

    it('gives out the oldest debates first, each to one worker only', async () => {
      const { store } = opened;
      const first = await created(store);
      const second = await created(store);
      const third = await created(store);
      expect(await claim(store, 'one', 2, longMs)).toEqual([
        { debate: first.debate, epoch: 1 },
        { debate: second.debate, epoch: 1 },
      ]);
      expect(ids(await claim(store, 'two', many, longMs))).toEqual([third.debate]);
      expect(await claim(store, 'three', many, longMs)).toEqual([]);
    });

    it('gives no debate to two of many workers that claim at once', async () => {
      const { store } = opened;
      const debates = [];
      for (let i = 0; i < 40; i += 1) debates.push((await created(store)).debate);
      const claims = await Promise.all(
        Array.from({ length: 20 }, (_, i) => claim(store, `worker ${i}`, 3, longMs)),
      );
      const rest = await claim(store, 'rest', many, longMs);
      expect(ids([...claims.flat(), ...rest]).sort()).toEqual(debates.sort());
    });

    it('prolongs the leases that are still held, and answers which', async () => {
      const { store } = opened;
      const mine = await created(store);
      const lost = await created(store);
      const [first, second] = await claim(store, 'one', many, overMs);
      if (!first || !second) throw new Error('not claimed');
      expect(await store.renew('one', [first], longMs)).toEqual([first]);
      expect(await claim(store, 'two', many, longMs)).toEqual([{ debate: lost.debate, epoch: 2 }]);
      expect(await store.renew('one', [first, second], longMs)).toEqual([{ debate: mine.debate, epoch: 1 }]);
      expect(await claim(store, 'three', many, longMs)).toEqual([]);
    });

    it('renews a lease that has run out, as long as nobody has taken the debate', async () => {
      const { store } = opened;
      await created(store);
      const leases = await claim(store, 'one', many, overMs);
      expect(await store.renew('one', leases, longMs)).toEqual(leases);
      expect(await claim(store, 'two', many, longMs)).toEqual([]);
    });

    it('renews and releases nothing for another owner or of an older epoch', async () => {
      const { store } = opened;
      await created(store);
      const old = await claim(store, 'one', many, overMs);
      const held = await claim(store, 'one', many, longMs);
      expect(await store.renew('one', old, longMs)).toEqual([]);
      expect(await store.renew('two', held, longMs)).toEqual([]);
      await store.release('one', old);
      await store.release('two', held);
      expect(await claim(store, 'three', many, longMs)).toEqual([]);
      expect(await store.renew('one', [], longMs)).toEqual([]);
    });

    it('hands a released debate to the next worker at once, under a new epoch', async () => {
      const { store } = opened;
      const { debate } = await created(store);
      const leases = await claim(store, 'one', many, longMs);
      await store.release('one', leases);
      expect(await store.renew('one', leases, longMs)).toEqual([]);
      expect(await claim(store, 'two', many, longMs)).toEqual([{ debate, epoch: 2 }]);
    });

    it('hands the debate of a worker that has gone silent to the next one', async () => {
      const { store } = opened;
      const { debate } = await created(store);
      await claim(store, 'one', many, overMs);
      expect(await claim(store, 'two', many, longMs)).toEqual([{ debate, epoch: 2 }]);
    });

    it.each<DebateStatus>(['paused', 'decided', 'failed', 'cancelled'])(
      'never gives out a debate that is %s',
      async (status) => {
        const { store } = opened;
        const first = await created(store);
        await store.append(following(first, { summary: { ...running, status } }));
        expect(await claim(store, 'one', many, longMs)).toEqual([]);
      },
    );

    it('gives a paused debate out once it is resumed', async () => {
      const { store } = opened;
      const first = await created(store);
      const paused = lastOf(
        await store.append(following(first, { summary: { ...running, status: 'paused' } })),
      );
      await store.append(following(paused));
      expect(ids(await claim(store, 'one', many, longMs))).toEqual([first.debate]);
    });

    it('keeps the lease of a paused debate, whose turns may still be under way', async () => {
      const { store } = opened;
      const first = await created(store);
      const leases = await claim(store, 'one', many, longMs);
      await store.append(following(first, { summary: { ...running, status: 'paused' } }));
      expect(await store.renew('one', leases, longMs)).toEqual(leases);
    });

    it('ends the lease with the debate', async () => {
      const { store } = opened;
      const first = await created(store);
      const leases = await claim(store, 'one', many, longMs);
      await store.append(following(first, { summary: decided }));
      expect(await store.renew('one', leases, longMs)).toEqual([]);
    });
  });
}
