import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DeliveryAttempt } from '../../../app/store/store.ts';
import { databases, type OpenDatabase } from '../../support/stores/databases.ts';
import { appendRequest, createDebate, debateKey, decidedSummary } from '../fixtures.ts';

const webhook = { url: 'https://hooks.example/', secret: 'c2VjcmV0' };
/** All after the creation of every debate of the fixtures. */
const at = (seconds: number): string => new Date(Date.UTC(2030, 0, 1) + seconds * 1000).toISOString();
const attempt: DeliveryAttempt = { at: at(0), ms: 7, status: 500, error: 'the answer was \u0000 500' };

for (const { name, available, open } of databases) {
  describe.skipIf(!available)(`webhooks on ${name}`, () => {
    let database: OpenDatabase;
    beforeAll(async () => {
      database = await open();
    });
    afterAll(() => database.close());

    /** Creates a debate with a webhook, and ends it. */
    async function endDebate(): Promise<string> {
      const created = await createDebate(database.store, { webhook });
      await database.store.append(appendRequest(created, { summary: decidedSummary }));
      return created.debate;
    }

    test('are due when their debate has ended, and each is taken once, even by concurrent calls', async () => {
      const { store } = database;
      const running = await createDebate(store, { webhook });
      expect(await store.webhook(debateKey(running.debate))).toMatchObject({ dueAt: null });
      const ended = [await endDebate(), await endDebate()].sort();
      const claims = await Promise.all(
        Array.from({ length: 4 }, () => store.claimWebhooks(10, at(0), at(30))),
      );
      const taken = claims.flat();
      expect(taken.map(({ debate }) => debate).sort()).toEqual(ended);
      expect(taken[0]).toMatchObject({
        ...webhook,
        tenant: 'tenant',
        attempts: 0,
      });
      expect(await store.claimWebhooks(10, at(29), at(60))).toEqual([]);
      expect(await store.claimWebhooks(1, at(30), at(60))).toHaveLength(1);
    });

    test('keep their attempts, and are due again until they are delivered or have failed', async () => {
      const { store } = database;
      const debate = await endDebate();
      const key = debateKey(debate);
      await store.recordDelivery(debate, attempt, { state: 'pending', dueAt: at(100) });
      await store.recordDelivery(debate, { ...attempt, error: null }, { state: 'delivered', dueAt: at(100) });
      expect(await store.webhook(key)).toMatchObject({
        state: 'delivered',
        attempts: [{ status: 500 }, { error: null }],
      });
      const due = await store.claimWebhooks(10, at(200), at(230));
      expect(due.map((claimed) => claimed.debate)).not.toContain(debate);
    });

    test('lose their secret with the last attempt', async () => {
      const { store } = database;
      const debate = await endDebate();
      await store.recordDelivery(debate, attempt, { state: 'failed', dueAt: at(300) });
      await store.recordDelivery(debate, attempt, { state: 'pending', dueAt: at(300) });
      const due = await store.claimWebhooks(10, at(400), at(430));
      expect(due.find((claimed) => claimed.debate === debate)).toMatchObject({ secret: '' });
    });

    test('belong to the tenant of their debate, and are deleted with it', async () => {
      const { store } = database;
      const debate = await endDebate();
      expect(await store.webhook({ tenant: 'stranger', debate })).toBeNull();
      expect(await store.remove('tenant', debate)).toBe('removed');
      await store.recordDelivery(debate, attempt, { state: 'failed', dueAt: at(0) });
      expect(await store.webhook(debateKey(debate))).toBeNull();
    });
  });
}
