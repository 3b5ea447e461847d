import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { StoredEvent } from '../../../app/debate/core/events.ts';
import { databases, type OpenDatabase } from '../../support/stores/databases.ts';
import { appendRequest, createDebate, debateKey, decidedSummary } from '../fixtures.ts';

const otherTenant = 'another tenant';

for (const { name, available, open } of databases) {
  describe.skipIf(!available)(`another tenant, on ${name}`, () => {
    let database: OpenDatabase;
    let first: StoredEvent;
    beforeAll(async () => {
      database = await open();
      const evidence = [{ id: 'E1', name: 'a.md', mediaType: 'text/markdown', text: 'ours' }];
      first = await createDebate(database.store, { evidence });
    });
    afterAll(() => database.close());

    const key = () => ({ tenant: otherTenant, debate: first.debate });

    test('cannot read a debate’s row, log, documents or length', async () => {
      const { store } = database;
      expect(await store.get(otherTenant, first.debate)).toBeNull();
      expect(await store.events(key(), 0, 10)).toEqual([]);
      expect(await store.evidence(key())).toEqual([]);
      expect(await store.latestSeqs([key()])).toEqual(new Map());
      expect((await store.list({ tenant: otherTenant, limit: 10 }))?.debates).toEqual([]);
      expect(await store.events(debateKey(first.debate), 0, 10)).toHaveLength(1);
      expect(await store.evidence(debateKey(first.debate))).toHaveLength(1);
    });

    test('cannot append to a debate, even at its newest head', async () => {
      const { store } = database;
      const request = appendRequest(first, { tenant: otherTenant });
      expect(await store.append(request)).toEqual({ outcome: 'missing' });
      expect(await store.latestSeqs([debateKey(first.debate)])).toEqual(new Map([[first.debate, 1]]));
    });

    test('cannot delete a debate', async () => {
      const { store } = database;
      await store.append(appendRequest(first, { summary: decidedSummary }));
      expect(await store.remove(otherTenant, first.debate)).toBe('missing');
      expect(await store.get('tenant', first.debate)).not.toBeNull();
    });

    test('gets only its own debates from a query for many', async () => {
      const { store } = database;
      const own = await createDebate(store, { tenant: otherTenant });
      const keys = [key(), { tenant: otherTenant, debate: own.debate }, debateKey(own.debate)];
      expect(await store.latestSeqs(keys)).toEqual(new Map([[own.debate, 1]]));
    });
  });
}
