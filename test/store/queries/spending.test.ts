import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { NewHold } from '../../../app/store/store.ts';
import { databases, type OpenDatabase } from '../../support/stores/databases.ts';
import { appendRequest, createDebate, debateKey, decidedSummary, lastEvent, newDebate } from '../fixtures.ts';

const day = '2026-03-01';
const usage = { model: 'some:model', calls: 1, inputTokens: 100, outputTokens: 20, usd: 0.5 };

const addKey = async ({ store }: OpenDatabase, id: string, usdPerDay: number | null) => {
  const key = { id, tenant: 'tenant', name: id, scopes: ['run' as const], secretHash: '00', usdPerDay };
  await store.addKey({ ...key, createdAt: `${day}T00:00:00.000Z`, expiresAt: null });
};

for (const database of databases) {
  describe.skipIf(!database.available)(`budgets of a day on ${database.name}`, () => {
    let opened: OpenDatabase;
    beforeAll(async () => {
      opened = await database.open();
    });
    afterAll(() => opened.close());

    const create = (tenant: string, hold: Partial<NewHold>, more: object = {}) =>
      opened.store.create(
        newDebate({ tenant, hold: { keyId: null, heldUsd: 1, tenantUsdPerDay: null, ...hold }, ...more }),
      );
    const heldBy = (tenant: string, keyId: string | null = null) => opened.store.heldOn(day, tenant, keyId);

    it('are never passed by creations at the same time, of a tenant or of a key', async () => {
      const creations = Array.from({ length: 12 }, () => create('busy', { tenantUsdPerDay: 5 }));
      const outcomes = (await Promise.all(creations)).map(({ outcome }) => outcome);
      expect(outcomes.filter((outcome) => outcome === 'created')).toHaveLength(5);
      expect(outcomes.filter((outcome) => outcome === 'over-budget')).toHaveLength(7);
      expect(await heldBy('busy')).toMatchObject({ tenantUsd: 5 });

      await addKey(opened, 'capped', 3);
      await addKey(opened, 'free', null);
      const all = ['capped', 'free'].flatMap((keyId) =>
        Array.from({ length: 6 }, () => create('tenant', { keyId })),
      );
      await Promise.all(all);
      expect(await heldBy('tenant', 'capped')).toEqual({ keyUsd: 3, tenantUsd: 9, keyUsdPerDay: 3 });
    });

    it('count a creation that is repeated once, and one that is refused not at all', async () => {
      const idempotency = { key: 'again', bodyHash: 'b' };
      const hold = { heldUsd: 4, tenantUsdPerDay: 5 };
      const first = await create('repeat', hold, { idempotency });
      expect((await create('repeat', hold, { idempotency })).outcome).toBe('repeated');
      expect(first.outcome).toBe('created');
      const other = { idempotency: { key: 'other', bodyHash: 'b' } };
      expect((await create('repeat', hold, other)).outcome).toBe('over-budget');
      expect(await heldBy('repeat')).toMatchObject({ tenantUsd: 4 });
      // The refused creation has not taken its key.
      expect((await create('repeat', { ...hold, heldUsd: 1 }, other)).outcome).toBe('created');
    });

    it('get back what a debate leaves, keep what it spent when it is deleted, and bound an extension', async () => {
      const hold = { keyId: null, heldUsd: 4, tenantUsdPerDay: 5 };
      const first = await createDebate(opened.store, { tenant: 'ends', hold });
      const extend = (heldUsd: number) =>
        opened.store.append(
          appendRequest(first, {
            tenant: 'ends',
            events: [{ type: 'debate.extended', data: { by: 'a person', budget: { usd: heldUsd } } }],
            spending: { heldUsd, usage: [] },
          }),
        );
      expect((await extend(6)).outcome).toBe('over-budget');
      const extended = await extend(5);
      const ended = await opened.store.append(
        appendRequest(lastEvent(extended), {
          tenant: 'ends',
          summary: decidedSummary,
          spending: {
            heldUsd: 1.5,
            usage: [usage, { ...usage, usd: 1 }, { ...usage, model: 'other:model' }],
          },
        }),
      );
      expect(ended.outcome).toBe('appended');
      expect(await opened.store.remove('ends', first.debate)).toBe('removed');
      expect(await heldBy('ends')).toMatchObject({ tenantUsd: 1.5 });
      const query = { tenant: 'ends', keyId: null, from: day, to: day };
      expect(await opened.store.usage(query)).toEqual([
        { ...usage, day, keyId: null, model: 'other:model' },
        { ...usage, day, keyId: null, calls: 2, inputTokens: 200, outputTokens: 40, usd: 1.5 },
      ]);
      expect(await opened.store.usage({ ...query, tenant: 'another' })).toEqual([]);
      expect(await opened.store.usage({ ...query, keyId: 'k' })).toEqual([]);
      expect(await opened.store.usage({ ...query, from: '2026-03-02', to: '2026-03-03' })).toEqual([]);
    });

    it('count an append once whose result was lost, and what was wasted', async () => {
      const hold = { keyId: 'k', heldUsd: 4, tenantUsdPerDay: null };
      const first = await createDebate(opened.store, { tenant: 'lost', hold });
      const append = appendRequest(first, { tenant: 'lost', spending: { heldUsd: 4, usage: [usage] } });
      for (const _ of [1, 2]) expect((await opened.store.append(append)).outcome).toBe('appended');
      const wasted = {
        ...{ ...debateKey(first.debate), tenant: 'lost', turn: 'r0.propose.a1', attempt: 1, epoch: 1 },
        ...{ model: 'some:model', reason: 'fenced' as const, costUsd: 0.25, at: first.at },
        usage: { inputTokens: 10, outputTokens: 1, estimated: true },
      };
      for (const _ of [1, 2]) await opened.store.recordWastedUsage(wasted);
      expect(await opened.store.usage({ tenant: 'lost', keyId: 'k', from: day, to: day })).toEqual([
        { ...usage, day, keyId: 'k', calls: 2, inputTokens: 110, outputTokens: 21, usd: 0.75 },
      ]);
    });
  });
}
