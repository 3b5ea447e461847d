import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { WastedUsage } from '../../../app/store/store.ts';
import { databases, type OpenDatabase } from '../../support/stores/databases.ts';
import { appendRequest, createDebate, decidedSummary } from '../fixtures.ts';

const wastedUsage = (debate: string, changes: Partial<WastedUsage> = {}): WastedUsage => ({
  tenant: 'tenant',
  debate,
  turn: 'r0.propose.a1',
  attempt: 1,
  epoch: 1,
  model: 'some:model',
  reason: 'fenced',
  usage: { inputTokens: 1200, outputTokens: 34, estimated: true },
  costUsd: 0.0125,
  at: '2026-03-01T00:00:01.000Z',
  ...changes,
});

for (const database of databases) {
  describe.skipIf(!database.available)(`wasted usage on ${database.name}`, () => {
    let opened: OpenDatabase;
    beforeAll(async () => {
      opened = await database.open();
    });
    afterAll(() => opened.close());

    it('is listed per debate, oldest first', async () => {
      const { store } = opened;
      const first = wastedUsage('d1');
      const second = wastedUsage('d1', {
        turn: 'judge',
        reason: 'stopped',
        usage: {
          ...{ inputTokens: 900, outputTokens: 80, estimated: false },
          ...{ cachedTokens: 500, cacheWriteTokens: 300, reasoningTokens: 60 },
        },
        costUsd: null,
        at: '2026-03-01T00:00:02.000Z',
      });
      for (const entry of [second, first, wastedUsage('d2')]) await store.recordWastedUsage(entry);
      expect(await store.listWastedUsage('tenant', 'd1')).toEqual([first, second]);
    });

    it('is recorded once per attempt and epoch', async () => {
      const { store } = opened;
      await store.recordWastedUsage(wastedUsage('d3'));
      await store.recordWastedUsage(wastedUsage('d3', { reason: 'stopped' }));
      await store.recordWastedUsage(wastedUsage('d3', { epoch: 2 }));
      expect((await store.listWastedUsage('tenant', 'd3')).map(({ epoch }) => epoch)).toEqual([1, 2]);
    });

    it('is not visible to another tenant', async () => {
      const { store } = opened;
      await store.recordWastedUsage(wastedUsage('d4'));
      expect(await store.listWastedUsage('another', 'd4')).toEqual([]);
    });

    it('stays after its debate is deleted', async () => {
      const { store } = opened;
      const first = await createDebate(store);
      await store.append(appendRequest(first, { summary: decidedSummary }));
      await store.recordWastedUsage(wastedUsage(first.debate));
      expect(await store.remove('tenant', first.debate)).toBe('removed');
      expect(await store.listWastedUsage('tenant', first.debate)).toHaveLength(1);
    });
  });
}
