import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import type { ClaimRules, Store } from '../../app/store/store.ts';
import { databases, type OpenDatabase } from '../support/databases.ts';
import { execute } from '../support/postgres.ts';
import { claim, created, following, longMs, many, overMs, running } from './sample.ts';

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

    const waiting = async (tenant: string, count: number, priority = 0): Promise<void> => {
      for (let made = 0; made < count; made += 1) await created(store, { tenant, priority });
    };
    const tenants = async (limit: number, rules: Partial<ClaimRules> = {}): Promise<readonly string[]> =>
      (await claim(store, 'one', limit, longMs, rules)).map(({ tenant }) => tenant).sort();

    it('lets tenants take turns, however many debates one of them has put in line first', async () => {
      await waiting('flood', 40);
      await waiting('late', 2);
      await waiting('latest', 1);
      expect(await tenants(3)).toEqual(['flood', 'late', 'latest']);
      expect(await tenants(3)).toEqual(['flood', 'flood', 'late']);
    });

    it('gives the place to whoever has the least running', async () => {
      await waiting('busy', 6);
      expect(await tenants(4)).toEqual(['busy', 'busy', 'busy', 'busy']);
      await waiting('quiet', 6);
      expect(await tenants(4)).toEqual(['quiet', 'quiet', 'quiet', 'quiet']);
      expect(await tenants(2)).toEqual(['busy', 'quiet']);
    });

    it('takes the larger priority of a tenant first, then the older debate', async () => {
      const usual = await created(store);
      const low = await created(store, { priority: -1 });
      const high = await created(store, { priority: 7 });
      const older = await created(store, { at: '2020-01-01T00:00:00.000Z' });
      const next = async (limit: number) =>
        (await claim(store, 'one', limit, longMs)).map(({ debate }) => debate).sort();
      expect(await next(2)).toEqual([high, older].map(({ debate }) => debate).sort());
      expect(await next(1)).toEqual([usual.debate]);
      expect(await next(1)).toEqual([low.debate]);
    });

    it('does not let a high priority push other tenants aside', async () => {
      await waiting('loud', 10, 100);
      await waiting('modest', 2);
      expect(await tenants(4)).toEqual(['loud', 'loud', 'modest', 'modest']);
    });

    it('runs no more debates of a tenant than it may have, and the next when one ends', async () => {
      const rules = { debatesPerTenantMax: 2 };
      const first = await created(store, { tenant: 'limited' });
      await waiting('limited', 4);
      expect(await tenants(10, rules)).toHaveLength(2);
      expect(await tenants(10, rules)).toEqual([]);
      await store.append(
        following(first, { tenant: 'limited', summary: { ...running, status: 'cancelled' } }),
      );
      expect(await tenants(10, rules)).toHaveLength(1);
    });

    it('keeps to the limit though many workers claim at once', async () => {
      await waiting('limited', 30);
      const claims = await Promise.all(
        Array.from({ length: 12 }, (_, i) =>
          claim(store, `worker ${i}`, 5, longMs, { debatesPerTenantMax: 7 }),
        ),
      );
      expect(claims.flat().length).toBeLessThanOrEqual(7);
      expect(claims.flat().length + (await tenants(many, { debatesPerTenantMax: 7 })).length).toBe(7);
    });

    it('takes over lost debates first, at once, whatever their tenant has running', async () => {
      await waiting('limited', 2);
      const lost = await claim(store, 'gone', 2, overMs, { debatesPerTenantMax: 2 });
      await waiting('another', 2);
      const taken = await claim(store, 'one', 2, longMs, { debatesPerTenantMax: 2 });
      expect(taken.map(({ debate }) => debate)).toEqual(lost.map(({ debate }) => debate));
    });

    it('does not count debates that are paused against the limit', async () => {
      const paused = await created(store, { tenant: 'limited' });
      await waiting('limited', 1);
      const rules = { debatesPerTenantMax: 1 };
      expect(await tenants(1, rules)).toEqual(['limited']);
      await store.append(following(paused, { tenant: 'limited', summary: { ...running, status: 'paused' } }));
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
    const { debate } = await created(store);
    const copied = ['question', 'preset', 'models', 'evidence_names', 'status', 'phase', 'round', 'cost_usd'];
    const columns = [...copied, 'seq', 'head_hash', 'deadline_at', 'priority', 'created_at', 'updated_at'];
    await execute(
      url,
      `insert into debates (id, tenant, ${columns}) select id || n, 'tenant ' || n % 20, ${columns}
       from debates, generate_series(1, 10000) as n where id = '${debate}'`,
    );
    await execute(url, 'analyze debates');
    await execute(url, 'select pg_stat_reset()');
    expect(await claim(store, 'one', 20, longMs, { debatesPerTenantMax: 5 })).toHaveLength(20);
    // A connection tells what it has read at the latest when it ends.
    await opened.close();
    await expect.poll(() => readsOf(url)).toBeGreaterThan(20);
    // Every tenant's first five, a few times over; a scan of the line would be ten thousand.
    expect(await readsOf(url)).toBeLessThan(1500);
  });
});

/** Rows of `debates` that were read so far, as PostgreSQL counts them. */
async function readsOf(url: string): Promise<number> {
  const [row] = await execute(
    url,
    `select (seq_tup_read + idx_tup_fetch)::float as reads from pg_stat_user_tables where relname = 'debates'`,
  );
  return typeof row === 'object' && row !== null && 'reads' in row ? Number(row.reads) : 0;
}
