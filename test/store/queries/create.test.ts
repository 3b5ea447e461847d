import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { settings } from '../../support/debates/debate-driver.ts';
import { databases, type OpenDatabase } from '../../support/stores/databases.ts';
import {
  appendRequest,
  createDebate,
  debateKey,
  decidedSummary,
  hostileTexts,
  lastEvent,
  newDebate,
} from '../fixtures.ts';

for (const database of databases) {
  describe.skipIf(!database.available)(`create and remove on ${database.name}`, () => {
    let opened: OpenDatabase;
    beforeAll(async () => {
      opened = await database.open();
    });
    afterAll(() => opened.close());

    it('shows a new debate to its tenant only', async () => {
      const { store } = opened;
      const debate = newDebate({ question: 'Tabs or spaces?' });
      await store.create(debate);
      expect(await store.get('tenant', debate.id)).toEqual({
        ...debate.summary,
        id: debate.id,
        title: null,
        question: 'Tabs or spaces?',
        preset: 'standard',
        models: ['rehearsal'],
        seq: 1,
        createdAt: debate.at,
        updatedAt: debate.at,
      });
      expect(await store.get('another', debate.id)).toBeNull();
    });

    it('returns documents unchanged and in order', async () => {
      const { store } = opened;
      const evidence = [...hostileTexts, 'long '.repeat(400_000)].map((text, i) => ({
        id: `E${i + 1}`,
        name: `notes ${i} ${text.slice(0, 20)}`,
        mediaType: 'text/plain',
        text,
      }));
      const debate = newDebate({ evidence });
      await store.create(debate);
      expect(await store.evidence(debateKey(debate.id))).toEqual(evidence);
    });

    it('accepts any text as question, model, tenant and key', async () => {
      const { store } = opened;
      for (const text of hostileTexts) {
        const panel = [{ id: 'a1', name: text, role: 'advocate' as const, model: text }];
        const debate = newDebate({
          tenant: text,
          events: [{ type: 'debate.created', data: settings({ question: text, panel }) }],
          idempotency: { key: text, bodyHash: text },
        });
        await store.create(debate);
        const [first] = await store.events({ tenant: text, debate: debate.id }, 0, 1);
        expect(first?.data).toMatchObject({ question: text });
        expect((await store.get(text, debate.id))?.id).toBe(debate.id);
        expect(await store.create({ ...debate, id: 'other' })).toEqual({
          outcome: 'repeated',
          id: debate.id,
        });
      }
    });

    it('returns nothing for any text as an unknown id', async () => {
      const { store } = opened;
      for (const text of hostileTexts) {
        expect(await store.get('tenant', text)).toBeNull();
        expect(await store.events(debateKey(text), 0, 10)).toEqual([]);
        expect(await store.evidence(debateKey(text))).toEqual([]);
        expect(await store.remove('tenant', text)).toBe('missing');
      }
      expect(await store.latestSeqs(hostileTexts.map(debateKey))).toEqual(new Map());
    });

    it('concurrent creates with one idempotency key make one debate', async () => {
      const { store } = opened;
      const idempotency = { key: 'key-1', bodyHash: 'body' };
      const results = await Promise.all(
        Array.from({ length: 8 }, () => store.create(newDebate({ idempotency, tenant: 'races' }))),
      );
      expect(results.map((result) => result.outcome).sort()).toEqual([
        'created',
        ...Array(7).fill('repeated'),
      ]);
      const { debates } = (await store.list({ tenant: 'races', limit: 10 })) ?? { debates: [] };
      const ids = results.flatMap((result) => (result.outcome === 'repeated' ? [result.id] : []));
      expect([...new Set(ids)]).toEqual(debates.map((debate) => debate.id));
    });

    it('refuses a key used with another body, and keeps the keys of tenants apart', async () => {
      const { store } = opened;
      await createDebate(store, { idempotency: { key: 'key-2', bodyHash: 'body' } });
      const other = newDebate({ idempotency: { key: 'key-2', bodyHash: 'other body' } });
      expect(await store.create(other)).toEqual({ outcome: 'conflict' });
      expect(await store.get('tenant', other.id)).toBeNull();
      expect((await store.create({ ...other, tenant: 'another' })).outcome).toBe('created');
    });

    it('does not consume a key when the creation fails', async () => {
      const { store } = opened;
      const first = await createDebate(store);
      const idempotency = { key: 'key-3', bodyHash: 'body' };
      await expect(store.create(newDebate({ id: first.debate, idempotency }))).rejects.toThrow(
        /duplicate key/,
      );
      expect((await store.create(newDebate({ idempotency }))).outcome).toBe('created');
    });

    it('latestSeqs returns the last seq of existing debates', async () => {
      const { store } = opened;
      const one = await createDebate(store);
      const two = await createDebate(store);
      await store.append(appendRequest(two));
      const heads = await store.latestSeqs([debateKey(one.debate), debateKey('none'), debateKey(two.debate)]);
      expect(heads).toEqual(
        new Map([
          [one.debate, 1],
          [two.debate, 2],
        ]),
      );
      expect(await store.latestSeqs([])).toEqual(new Map());
    });

    it('removes an ended debate with its events and documents, and frees its key', async () => {
      const { store } = opened;
      const idempotency = { key: 'key-4', bodyHash: 'body' };
      const evidence = [{ id: 'E1', name: 'a', mediaType: 'text/plain', text: 'b' }];
      const first = await createDebate(store, { idempotency, evidence });
      expect(await store.remove('tenant', first.debate)).toBe('running');
      const paused = lastEvent(
        await store.append(appendRequest(first, { summary: { ...decidedSummary, status: 'paused' } })),
      );
      expect(await store.remove('tenant', first.debate)).toBe('running');
      await store.append(appendRequest(paused, { summary: decidedSummary }));
      expect(await store.remove('another', first.debate)).toBe('missing');
      expect(await store.remove('tenant', first.debate)).toBe('removed');
      expect(await store.get('tenant', first.debate)).toBeNull();
      expect(await store.events(debateKey(first.debate), 0, 10)).toEqual([]);
      expect(await store.evidence(debateKey(first.debate))).toEqual([]);
      expect(await store.remove('tenant', first.debate)).toBe('missing');
      expect((await store.create(newDebate({ idempotency }))).outcome).toBe('created');
    });
  });
}
