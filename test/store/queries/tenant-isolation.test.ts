import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { StoredEvent } from '../../../app/debate/core/events.ts';
import { databases, type OpenDatabase } from '../../support/stores/databases.ts';
import { appendRequest, createDebate, debateKey, decidedSummary } from '../fixtures.ts';

const theirs = 'another tenant';

for (const { name, available, open } of databases) {
  describe.skipIf(!available)(`what another tenant sees of a debate, on ${name}`, () => {
    let database: OpenDatabase;
    let first: StoredEvent;
    beforeAll(async () => {
      database = await open();
      const evidence = [{ id: 'E1', name: 'a.md', mediaType: 'text/markdown', text: 'ours' }];
      first = await createDebate(database.store, { evidence });
    });
    afterAll(() => database.close());

    const key = () => ({ tenant: theirs, debate: first.debate });

    test('nothing: neither its row nor its log, its documents, or how long it is', async () => {
      const { store } = database;
      expect(await store.get(theirs, first.debate)).toBeNull();
      expect(await store.events(key(), 0, 10)).toEqual([]);
      expect(await store.evidence(key())).toEqual([]);
      expect(await store.latestSeqs([key()])).toEqual(new Map());
      expect((await store.list({ tenant: theirs, limit: 10 }))?.debates).toEqual([]);
      expect(await store.events(debateKey(first.debate), 0, 10)).toHaveLength(1);
      expect(await store.evidence(debateKey(first.debate))).toHaveLength(1);
    });

    test('nor can it append to it, whatever it knows of its log', async () => {
      const { store } = database;
      expect(await store.append(appendRequest(first, { tenant: theirs }))).toEqual({ outcome: 'missing' });
      expect(await store.latestSeqs([debateKey(first.debate)])).toEqual(new Map([[first.debate, 1]]));
    });

    test('nor delete it', async () => {
      const { store } = database;
      await store.append(appendRequest(first, { summary: decidedSummary }));
      expect(await store.remove(theirs, first.debate)).toBe('missing');
      expect(await store.get('tenant', first.debate)).not.toBeNull();
    });

    test('of many debates that are asked for at once, it is told of its own', async () => {
      const { store } = database;
      const own = await createDebate(store, { tenant: theirs });
      const asked = [key(), { tenant: theirs, debate: own.debate }, debateKey(own.debate)];
      expect(await store.latestSeqs(asked)).toEqual(new Map([[own.debate, 1]]));
    });
  });
}
