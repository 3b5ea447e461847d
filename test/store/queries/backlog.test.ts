import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import type { Backlog, Store } from '../../../app/store/store.ts';
import { databases, type OpenDatabase } from '../../support/stores/databases.ts';
import {
  appendRequest,
  claimLeases,
  createDebate,
  decidedSummary,
  expiredLeaseMs,
  longLeaseMs,
  noLimit,
  runningSummary,
} from '../fixtures.ts';

for (const database of databases) {
  describe.skipIf(!database.available)(`what waits, on ${database.name}`, () => {
    let opened: OpenDatabase;
    let store: Store;
    beforeEach(async () => {
      await opened?.close();
      opened = await database.open();
      store = opened.store;
    });
    afterAll(() => opened.close());

    const backlog = (debatesPerTenantMax = noLimit) => store.backlog({ debatesPerTenantMax }, longLeaseMs);
    const counts = async (debatesPerTenantMax?: number): Promise<Omit<Backlog, 'ageSeconds'>> => {
      const { ageSeconds, ...rest } = await backlog(debatesPerTenantMax);
      return rest;
    };
    const ago = (seconds: number) => new Date(Date.now() - seconds * 1000).toISOString();

    it('is nothing at first', async () => {
      expect(await backlog()).toEqual({ waiting: 0, throttled: 0, ageSeconds: 0, workers: 0, capacity: 0 });
    });

    it('is what nobody has, over all tenants, and not what is paused or has ended', async () => {
      await createDebate(store, { tenant: 'one' });
      await createDebate(store, { tenant: 'two' });
      await createDebate(store, { tenant: 'two', summary: { ...runningSummary, status: 'paused' } });
      await createDebate(store, { tenant: 'two', summary: decidedSummary });
      expect(await counts()).toMatchObject({ waiting: 2, throttled: 0 });
      await claimLeases(store, 'worker', 1, longLeaseMs);
      expect(await counts()).toMatchObject({ waiting: 1, throttled: 0 });
    });

    it('counts a debate whose worker was lost, whatever its tenant has running', async () => {
      await createDebate(store);
      await claimLeases(store, 'worker', 1, expiredLeaseMs);
      expect(await counts(1)).toMatchObject({ waiting: 1, throttled: 0 });
    });

    it('keeps apart what no worker could take, because its tenant has as many running as it may', async () => {
      for (let made = 0; made < 5; made += 1) await createDebate(store, { tenant: 'flood' });
      await createDebate(store, { tenant: 'modest' });
      const claimed = await claimLeases(store, 'worker', 2, longLeaseMs, { debatesPerTenantMax: 1 });
      expect(claimed.map(({ tenant }) => tenant).sort()).toEqual(['flood', 'modest']);
      expect(await counts(1)).toMatchObject({ waiting: 0, throttled: 4 });
      expect(await counts(3)).toMatchObject({ waiting: 2, throttled: 2 });
    });

    it('is as old as the longest silence in a debate that waits, not as old as the debate', async () => {
      const at = ago(3600);
      const old = await createDebate(store, { at });
      await createDebate(store, { at: ago(60) });
      expect((await backlog()).ageSeconds).toBeGreaterThan(3500);
      await store.append(appendRequest(old, { at: ago(1) }));
      const { ageSeconds } = await backlog();
      expect(ageSeconds).toBeGreaterThan(50);
      expect(ageSeconds).toBeLessThan(3000);
    });

    it('knows the workers that have said that they live, also those that have nothing to do', async () => {
      await store.recordHeartbeat({ owner: 'one', capacity: 20 }, longLeaseMs);
      await store.recordHeartbeat({ owner: 'two', capacity: 5 }, longLeaseMs);
      await store.recordHeartbeat({ owner: 'one', capacity: 30 }, longLeaseMs);
      expect(await counts()).toMatchObject({ workers: 2, capacity: 35 });
      await store.removeWorker('one');
      expect(await counts()).toMatchObject({ workers: 1, capacity: 5 });
    });

    it('forgets a worker that says nothing any more', async () => {
      await store.recordHeartbeat({ owner: 'dead', capacity: 20 }, longLeaseMs);
      expect(await store.backlog({ debatesPerTenantMax: noLimit }, expiredLeaseMs)).toMatchObject({
        workers: 0,
      });
      await store.recordHeartbeat({ owner: 'living', capacity: 5 }, expiredLeaseMs);
      expect(await counts()).toMatchObject({ workers: 1, capacity: 5 });
    });
  });
}

describe('the pool', () => {
  it.each(databases.filter(({ available }) => available))('is told as it is, on $name', async ({ open }) => {
    const { store, close } = await open();
    const { connectionsMax } = store.poolStats();
    const reading = Promise.all(
      Array.from({ length: connectionsMax + 3 }, () => store.events({ tenant: 'a', debate: 'b' }, 0, 1)),
    );
    // No answer comes within a turn of the event loop: sooner or later in it all have asked.
    for (let step = 0; step < 1000 && store.poolStats().waiting < 3; step += 1) await Promise.resolve();
    expect(store.poolStats()).toMatchObject({ inUse: connectionsMax, idle: 0, waiting: 3 });
    await reading;
    expect(store.poolStats()).toMatchObject({ inUse: 0, waiting: 0 });
    await close();
  });
});
