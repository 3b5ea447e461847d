import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Waste } from '../../app/store/store.ts';
import { databases, type OpenDatabase } from '../support/databases.ts';
import { created, decided, following } from './sample.ts';

const waste = (debate: string, changes: Partial<Waste> = {}): Waste => ({
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
  describe.skipIf(!database.available)(`what was spent in vain, on ${database.name}`, () => {
    let opened: OpenDatabase;
    beforeAll(async () => {
      opened = await database.open();
    });
    afterAll(() => opened.close());

    it('is kept by debate, with what it was for, and why', async () => {
      const { store } = opened;
      const first = waste('d1');
      const second = waste('d1', {
        turn: 'judge',
        reason: 'stopped',
        costUsd: null,
        at: '2026-03-01T00:00:02.000Z',
      });
      for (const entry of [second, first, waste('d2')]) await store.addWaste(entry);
      expect(await store.wasteOf('tenant', 'd1')).toEqual([first, second]);
    });

    it('is kept once, however often it is told, but for every epoch in which it was spent', async () => {
      const { store } = opened;
      await store.addWaste(waste('d3'));
      await store.addWaste(waste('d3', { reason: 'stopped' }));
      await store.addWaste(waste('d3', { epoch: 2 }));
      expect((await store.wasteOf('tenant', 'd3')).map(({ epoch }) => epoch)).toEqual([1, 2]);
    });

    it('is nobody else’s', async () => {
      const { store } = opened;
      await store.addWaste(waste('d4'));
      expect(await store.wasteOf('another', 'd4')).toEqual([]);
    });

    it('stays when the debate is deleted: the money is spent', async () => {
      const { store } = opened;
      const first = await created(store);
      await store.append(following(first, { summary: decided }));
      await store.addWaste(waste(first.debate));
      expect(await store.remove('tenant', first.debate)).toBe('removed');
      expect(await store.wasteOf('tenant', first.debate)).toHaveLength(1);
    });
  });
}
