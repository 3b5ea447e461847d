import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DebateRow, ListQuery, Store } from '../../../app/store/store.ts';
import { databases, type OpenDatabase } from '../../support/stores/databases.ts';
import { appendRequest, createDebate, decidedSummary, hostileTexts, newDebate } from '../fixtures.ts';

/** Reads all pages; `between` runs after each but the last. */
async function readPages(store: Store, query: ListQuery, between = async () => {}): Promise<DebateRow[][]> {
  const all: DebateRow[][] = [];
  for (let cursor: string | undefined; ; ) {
    const page = await store.list({ ...query, ...(cursor === undefined ? {} : { cursor }) });
    if (!page) throw new Error('a cursor from the list was rejected');
    all.push([...page.debates]);
    if (page.next === null) return all;
    cursor = page.next;
    await between();
  }
}

const debateIds = (rows: readonly DebateRow[]) => rows.map((row) => row.id);

for (const database of databases) {
  describe.skipIf(!database.available)(`list on ${database.name}`, () => {
    let opened: OpenDatabase;
    beforeAll(async () => {
      opened = await database.open();
    });
    afterAll(() => opened.close());

    const found = async (search: string, tenant: string) =>
      debateIds((await opened.store.list({ tenant, search, limit: 100 }))?.debates ?? []);

    it('pages through all debates, newest first, each once, while new ones arrive', async () => {
      const { store } = opened;
      const tenant = 'paging';
      const debates: string[] = [];
      // Pairs with the same time: the order must not depend on times alone.
      for (let i = 0; i < 6; i += 1) {
        const one = newDebate({ tenant });
        const two = newDebate({ tenant, at: one.at });
        await store.create(one);
        await store.create(two);
        debates.push(one.id, two.id);
      }
      const result = await readPages(store, { tenant, limit: 5 }, async () => {
        await store.create(newDebate({ tenant }));
      });
      expect(result.map((page) => page.length)).toEqual([5, 5, 2]);
      const rows = result.flat();
      expect(debateIds(rows).sort()).toEqual(debates.sort());
      expect(rows.map((row) => row.createdAt)).toEqual(
        rows
          .map((row) => row.createdAt)
          .sort()
          .reverse(),
      );
    });

    it('finds debates that have ended by the day of their creation, newest first', async () => {
      const { store } = opened;
      const tenant = 'ended';
      const end = async (at: string) => {
        const first = await createDebate(store, { tenant, at });
        await store.append(appendRequest(first, { tenant, summary: decidedSummary }));
        return first.debate;
      };
      const before = await end('2026-02-28T23:59:59.999Z');
      const [morning, night] = [await end('2026-03-01T00:00:00.000Z'), await end('2026-03-01T23:59:59.999Z')];
      await createDebate(store, { tenant, at: '2026-03-01T12:00:00.000Z' });
      const find = (from: string, to: string, limit = 9) => store.endedDebates({ tenant, from, to, limit });
      expect(await find('2026-03-01', '2026-03-01')).toEqual([night, morning]);
      expect(await find('2026-02-01', '2026-03-02', 2)).toEqual([night, morning]);
      expect(await find('2026-02-28', '2026-02-28')).toEqual([before]);
      expect(
        await store.endedDebates({ tenant: 'other', from: '2026-01-01', to: '2027-01-01', limit: 9 }),
      ).toEqual([]);
    });

    it('has no page after one that is exactly full, and an empty page for a tenant without debates', async () => {
      const { store } = opened;
      await createDebate(store, { tenant: 'full' });
      await createDebate(store, { tenant: 'full' });
      expect((await store.list({ tenant: 'full', limit: 2 }))?.next).toBeNull();
      expect(await store.list({ tenant: 'empty', limit: 2 })).toEqual({ debates: [], next: null });
    });

    it('filters by status', async () => {
      const { store } = opened;
      const tenant = 'statuses';
      const ended = await createDebate(store, { tenant });
      const live = await createDebate(store, { tenant });
      await store.append(appendRequest(ended, { tenant, summary: decidedSummary }));
      const shown = async (status: 'running' | 'decided' | 'failed') =>
        debateIds((await store.list({ tenant, status, limit: 9 }))?.debates ?? []);
      expect(await shown('running')).toEqual([live.debate]);
      expect(await shown('decided')).toEqual([ended.debate]);
      expect(await shown('failed')).toEqual([]);
    });

    it('finds words in question, answer and document names', async () => {
      const { store } = opened;
      const tenant = 'searching';
      const evidence = [
        { id: 'E1', name: 'latency-budget_2026.md', mediaType: 'text/markdown', text: 'hidden' },
      ];
      const first = await createDebate(store, {
        tenant,
        evidence,
        question: 'Should we migrate to Kubernetes?',
      });
      const second = await createDebate(store, { tenant, question: 'Überall dieselbe Schriftart?' });
      await store.append(
        appendRequest(second, { tenant, summary: { ...decidedSummary, answer: 'Only in headings.' } }),
      );
      expect(await found('kubernetes', tenant)).toEqual([first.debate]);
      expect(await found('migrations', tenant)).toEqual([first.debate]);
      expect(await found('latency', tenant)).toEqual([first.debate]);
      expect(await found('latency-budget_2026.md', tenant)).toEqual([first.debate]);
      expect(await found('heading', tenant)).toEqual([second.debate]);
      expect(await found('schriftart überall', tenant)).toEqual([second.debate]);
      expect(await found('hidden', tenant)).toEqual([]);
      expect(await found('kubernetes headings', tenant)).toEqual([]);
      expect(await found('kubernetes', 'another')).toEqual([]);
    });

    it('matches prefixes while the user types, including those of stop words', async () => {
      const tenant = 'typing';
      const { debate } = await createDebate(opened.store, {
        tenant,
        question: 'Should we split the monolith?',
      });
      for (const typed of ['s', 'sho', 'should', 'should we', 'should we spl', 'monoli', '  MONO  ']) {
        expect(await found(typed, tenant), typed).toEqual([debate]);
      }
      expect(await found('should not', tenant)).toEqual([]);
    });

    it('understands phrases, alternatives and exclusions', async () => {
      const tenant = 'operators';
      const { store } = opened;
      const cats = await createDebate(store, { tenant, question: 'Grey cats or black cats?' });
      const dogs = await createDebate(store, { tenant, question: 'Black dogs?' });
      expect(await found('"black cats"', tenant)).toEqual([cats.debate]);
      expect(await found('black -dogs', tenant)).toEqual([cats.debate]);
      expect(await found('grey or dogs', tenant)).toEqual([dogs.debate, cats.debate]);
    });

    it('returns all debates for a blank search', async () => {
      const { debate } = await createDebate(opened.store, { tenant: 'blank' });
      expect(await found(' \t ', 'blank')).toEqual([debate]);
    });

    it('accepts any search text', async () => {
      const odd = [
        ...hostileTexts,
        'x'.repeat(100_000),
        '😀'.repeat(3000),
        'a '.repeat(50_000),
        '½ Ⅷ ² ㊿ ٣ नमस्ते 日本語',
        'the',
        '-',
        'or',
        '"',
        ':*',
      ];
      for (const search of odd) await found(search, 'odd');
      const text = fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.string({ unit: fc.constantFrom(...'ab1é½ "-:*&|!()<>\\\'\0\t') }),
      );
      await fc.assert(
        fc.asyncProperty(text, async (search) => {
          await found(search, 'odd');
        }),
        { numRuns: 60 },
      );
    });

    it('rejects cursors that it did not create', async () => {
      const list = (cursor: string) => opened.store.list({ tenant: 'tenant', limit: 1, cursor });
      const encode = (text: string) => Buffer.from(text).toString('base64url');
      for (const text of ['', '.', 'x', '1.', '.a', '-1.a', '1e3.a', '999999999999999.a', '{"a":1}']) {
        expect(await list(encode(text)), text).toBeNull();
        expect(await list(text), text).toBeNull();
      }
      expect(await list(encode('99999999999999.\0'))).not.toBeNull();
      expect(await list(encode('0.a'))).toEqual({ debates: [], next: null });
    });
  });
}
