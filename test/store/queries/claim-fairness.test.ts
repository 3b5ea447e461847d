import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import type { ClaimOptions, Store } from '../../../app/store/store.ts';
import { execute } from '../../support/processes/postgres.ts';
import { databases, type OpenDatabase } from '../../support/stores/databases.ts';
import {
  appendRequest,
  claimLeases,
  createDebate,
  expiredLeaseMs,
  longLeaseMs,
  noLimit,
  runningSummary,
} from '../fixtures.ts';

for (const database of databases) {
  describe.skipIf(!database.available)(`whose debate is next, on ${database.name}`, () => {
    let opened: OpenDatabase;
    let store: Store;
    beforeEach(async () => {
      await opened?.close();
      opened = await database.open();
      store = opened.store;
    });
    afterAll(() => opened.close());

    const createQueued = async (tenant: string, count: number, priority = 0): Promise<void> => {
      for (let made = 0; made < count; made += 1) await createDebate(store, { tenant, priority });
    };
    const tenants = async (limit: number, rules: Partial<ClaimOptions> = {}): Promise<readonly string[]> =>
      (await claimLeases(store, 'one', limit, longLeaseMs, rules)).map(({ tenant }) => tenant).sort();

    it('lets tenants take turns, however many debates one of them has put in line first', async () => {
      await createQueued('flood', 40);
      await createQueued('late', 2);
      await createQueued('latest', 1);
      expect(await tenants(3)).toEqual(['flood', 'late', 'latest']);
      expect(await tenants(3)).toEqual(['flood', 'flood', 'late']);
    });

    it('gives the place to whoever has the least running', async () => {
      await createQueued('busy', 6);
      expect(await tenants(4)).toEqual(['busy', 'busy', 'busy', 'busy']);
      await createQueued('quiet', 6);
      expect(await tenants(4)).toEqual(['quiet', 'quiet', 'quiet', 'quiet']);
      expect(await tenants(2)).toEqual(['busy', 'quiet']);
    });

    it('takes the larger priority of a tenant first, then the older debate', async () => {
      const usual = await createDebate(store);
      const low = await createDebate(store, { priority: -1 });
      const high = await createDebate(store, { priority: 7 });
      const older = await createDebate(store, { at: '2020-01-01T00:00:00.000Z' });
      const next = async (limit: number) =>
        (await claimLeases(store, 'one', limit, longLeaseMs)).map(({ debate }) => debate).sort();
      expect(await next(2)).toEqual([high, older].map(({ debate }) => debate).sort());
      expect(await next(1)).toEqual([usual.debate]);
      expect(await next(1)).toEqual([low.debate]);
    });

    it('does not let a high priority push other tenants aside', async () => {
      await createQueued('loud', 10, 100);
      await createQueued('modest', 2);
      expect(await tenants(4)).toEqual(['loud', 'loud', 'modest', 'modest']);
    });

    it('runs no more debates of a tenant than it may have, and the next when one ends', async () => {
      const rules = { debatesPerTenantMax: 2 };
      const first = await createDebate(store, { tenant: 'limited' });
      await createQueued('limited', 4);
      expect(await tenants(10, rules)).toHaveLength(2);
      expect(await tenants(10, rules)).toEqual([]);
      await store.append(
        appendRequest(first, { tenant: 'limited', summary: { ...runningSummary, status: 'cancelled' } }),
      );
      expect(await tenants(10, rules)).toHaveLength(1);
    });

    it('keeps to the limit though many workers claim at once', async () => {
      await createQueued('limited', 30);
      const claims = await Promise.all(
        Array.from({ length: 12 }, (_, i) =>
          claimLeases(store, `worker ${i}`, 5, longLeaseMs, { debatesPerTenantMax: 7 }),
        ),
      );
      expect(claims.flat().length).toBeLessThanOrEqual(7);
      expect(claims.flat().length + (await tenants(noLimit, { debatesPerTenantMax: 7 })).length).toBe(7);
    });

    it('takes over lost debates first, at once, whatever their tenant has running', async () => {
      await createQueued('limited', 2);
      const lost = await claimLeases(store, 'gone', 2, expiredLeaseMs, { debatesPerTenantMax: 2 });
      await createQueued('another', 2);
      const taken = await claimLeases(store, 'one', 2, longLeaseMs, { debatesPerTenantMax: 2 });
      expect(taken.map(({ debate }) => debate)).toEqual(lost.map(({ debate }) => debate));
    });

    it('does not count debates that are paused against the limit', async () => {
      const paused = await createDebate(store, { tenant: 'limited' });
      await createQueued('limited', 1);
      const rules = { debatesPerTenantMax: 1 };
      expect(await tenants(1, rules)).toEqual(['limited']);
      await store.append(
        appendRequest(paused, { tenant: 'limited', summary: { ...runningSummary, status: 'paused' } }),
      );
      expect(await tenants(1, rules)).toEqual(['limited']);
    });
  });
}

const [, postgres] = databases;

describe.skipIf(!postgres?.available)('with ten thousand debates in line', () => {
  it('reads only as many of them as it may give out', async () => {
    const opened = await postgres?.open();
    if (!opened?.url) throw new Error('no PostgreSQL');
    const { store, url } = opened;
    const { debate } = await createDebate(store);
    const copied = ['question', 'preset', 'models', 'evidence_names', 'status', 'phase', 'round', 'cost_usd'];
    const columns = [...copied, 'seq', 'head_hash', 'deadline_at', 'priority', 'created_at', 'updated_at'];
    await execute(
      url,
      `insert into debates (id, tenant, ${columns}) select id || n, 'tenant ' || n % 20, ${columns}
       from debates, generate_series(1, 10000) as n where id = '${debate}'`,
    );
    await execute(url, 'analyze debates');
    await execute(url, 'select pg_stat_reset()');
    expect(await claimLeases(store, 'one', 20, longLeaseMs, { debatesPerTenantMax: 5 })).toHaveLength(20);
    // A connection tells what it has read at the latest when it ends.
    await opened.close();
    await expect.poll(() => countRowReads(url)).toBeGreaterThan(20);
    // Every tenant's first five, a few times over; a scan of the line would be ten thousand.
    expect(await countRowReads(url)).toBeLessThan(1500);
  });
});

/** Rows of `debates` that were read so far, as PostgreSQL counts them. */
async function countRowReads(url: string): Promise<number> {
  const [row] = await execute(
    url,
    `select (seq_tup_read + idx_tup_fetch)::float as reads from pg_stat_user_tables where relname = 'debates'`,
  );
  return typeof row === 'object' && row !== null && 'reads' in row ? Number(row.reads) : 0;
}
