import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DebateStatus, Lease } from '../../../app/store/store.ts';
import { databases, type OpenDatabase } from '../../support/stores/databases.ts';
import {
  appendRequest,
  claimLeases as claimWhole,
  createDebate,
  decidedSummary,
  expiredLeaseMs,
  lastEvent,
  longLeaseMs,
  noLimit,
  runningSummary,
} from '../fixtures.ts';

/** Without what only other tests look at. */
const claimPlain = async (...args: Parameters<typeof claimWhole>): Promise<readonly Lease[]> =>
  (await claimWhole(...args)).map(({ debate, epoch }) => ({ debate, epoch }));

const debateIds = (leases: readonly Lease[]) => leases.map((lease) => lease.debate);

for (const database of databases) {
  describe.skipIf(!database.available)(`leases on ${database.name}`, () => {
    let opened: OpenDatabase;
    beforeAll(async () => {
      opened = await database.open();
    });
    // Whatever earlier tests have left runnable is held by somebody else from now on.
    beforeEach(() => claimPlain(opened.store, 'nobody', noLimit, longLeaseMs));
    afterAll(() => opened.close());

    it('gives out the oldest debates first, each to one worker only', async () => {
      const { store } = opened;
      const first = await createDebate(store);
      const second = await createDebate(store);
      const third = await createDebate(store);
      expect(await claimPlain(store, 'one', 2, longLeaseMs)).toEqual([
        { debate: first.debate, epoch: 1 },
        { debate: second.debate, epoch: 1 },
      ]);
      expect(debateIds(await claimPlain(store, 'two', noLimit, longLeaseMs))).toEqual([third.debate]);
      expect(await claimPlain(store, 'three', noLimit, longLeaseMs)).toEqual([]);
    });

    it('gives no debate to two of many workers that claim at once', async () => {
      const { store } = opened;
      const debates = [];
      for (let i = 0; i < 40; i += 1) debates.push((await createDebate(store)).debate);
      const claims = await Promise.all(
        Array.from({ length: 20 }, (_, i) => claimPlain(store, `worker ${i}`, 3, longLeaseMs)),
      );
      const rest = await claimPlain(store, 'rest', noLimit, longLeaseMs);
      expect(debateIds([...claims.flat(), ...rest]).sort()).toEqual(debates.sort());
    });

    it('prolongs the leases that are still held, and answers which', async () => {
      const { store } = opened;
      const kept = await createDebate(store);
      const lost = await createDebate(store);
      const [first, second] = await claimPlain(store, 'one', noLimit, expiredLeaseMs);
      if (!first || !second) throw new Error('not claimed');
      expect(await store.renew('one', [first], longLeaseMs)).toEqual([first]);
      expect(await claimPlain(store, 'two', noLimit, longLeaseMs)).toEqual([
        { debate: lost.debate, epoch: 2 },
      ]);
      expect(await store.renew('one', [first, second], longLeaseMs)).toEqual([
        { debate: kept.debate, epoch: 1 },
      ]);
      expect(await claimPlain(store, 'three', noLimit, longLeaseMs)).toEqual([]);
    });

    it('renews a lease that has run out, as long as nobody has taken the debate', async () => {
      const { store } = opened;
      await createDebate(store);
      const leases = await claimPlain(store, 'one', noLimit, expiredLeaseMs);
      expect(await store.renew('one', leases, longLeaseMs)).toEqual(leases);
      expect(await claimPlain(store, 'two', noLimit, longLeaseMs)).toEqual([]);
    });

    it('renews and releases nothing for another owner or of an older epoch', async () => {
      const { store } = opened;
      await createDebate(store);
      const old = await claimPlain(store, 'one', noLimit, expiredLeaseMs);
      const held = await claimPlain(store, 'one', noLimit, longLeaseMs);
      expect(await store.renew('one', old, longLeaseMs)).toEqual([]);
      expect(await store.renew('two', held, longLeaseMs)).toEqual([]);
      await store.release('one', old);
      await store.release('two', held);
      expect(await claimPlain(store, 'three', noLimit, longLeaseMs)).toEqual([]);
      expect(await store.renew('one', [], longLeaseMs)).toEqual([]);
    });

    it('hands a released debate to the next worker at once, under a new epoch', async () => {
      const { store } = opened;
      const { debate } = await createDebate(store);
      const leases = await claimPlain(store, 'one', noLimit, longLeaseMs);
      await store.release('one', leases);
      expect(await store.renew('one', leases, longLeaseMs)).toEqual([]);
      expect(await claimPlain(store, 'two', noLimit, longLeaseMs)).toEqual([{ debate, epoch: 2 }]);
    });

    it('hands the debate of a worker that has gone silent to the next one', async () => {
      const { store } = opened;
      const { debate } = await createDebate(store);
      await claimPlain(store, 'one', noLimit, expiredLeaseMs);
      expect(await claimPlain(store, 'two', noLimit, longLeaseMs)).toEqual([{ debate, epoch: 2 }]);
    });

    it.each<DebateStatus>(['paused', 'decided', 'failed', 'cancelled'])(
      'never gives out a debate that is %s',
      async (status) => {
        const { store } = opened;
        const first = await createDebate(store);
        await store.append(appendRequest(first, { summary: { ...runningSummary, status } }));
        expect(await claimPlain(store, 'one', noLimit, longLeaseMs)).toEqual([]);
      },
    );

    it('gives a paused debate out once it is resumed', async () => {
      const { store } = opened;
      const first = await createDebate(store);
      const paused = lastEvent(
        await store.append(appendRequest(first, { summary: { ...runningSummary, status: 'paused' } })),
      );
      await store.append(appendRequest(paused));
      expect(debateIds(await claimPlain(store, 'one', noLimit, longLeaseMs))).toEqual([first.debate]);
    });

    it('keeps the lease of a paused debate, whose turns may still be under way', async () => {
      const { store } = opened;
      const first = await createDebate(store);
      const leases = await claimPlain(store, 'one', noLimit, longLeaseMs);
      await store.append(appendRequest(first, { summary: { ...runningSummary, status: 'paused' } }));
      expect(await store.renew('one', leases, longLeaseMs)).toEqual(leases);
    });

    it('ends the lease with the debate', async () => {
      const { store } = opened;
      const first = await createDebate(store);
      const leases = await claimPlain(store, 'one', noLimit, longLeaseMs);
      await store.append(appendRequest(first, { summary: decidedSummary }));
      expect(await store.renew('one', leases, longLeaseMs)).toEqual([]);
    });
  });
}
