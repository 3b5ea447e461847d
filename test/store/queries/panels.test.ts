import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { databases, type OpenDatabase } from '../../support/stores/databases.ts';

const updatedAt = '2026-03-01T10:00:00.000Z';

for (const database of databases) {
  describe.skipIf(!database.available)(`panels on ${database.name}`, () => {
    let opened: OpenDatabase;
    beforeAll(async () => {
      opened = await database.open();
    });
    afterAll(() => opened.close());

    const save = (tenant: string, name: string, settings: object, panelsMax = 2) =>
      opened.store.savePanel({ tenant, name, settings, updatedAt, panelsMax });

    it('keep what was saved last, of their tenant only', async () => {
      const odd = { panel: [{ instructions: 'Null \u0000, half \ud800 and "quotes".' }] };
      expect(await save('one', 'b', { rounds: 1 })).toBe(true);
      expect(await save('one', 'b', odd)).toBe(true);
      expect(await save('two', 'b', { rounds: 3 })).toBe(true);
      expect(await save('one', 'a', {})).toBe(true);
      expect(await opened.store.panel('one', 'b')).toEqual({ name: 'b', settings: odd, updatedAt });
      expect((await opened.store.panels('one', 9)).map(({ name }) => name)).toEqual(['a', 'b']);
      expect(await opened.store.panels('one', 1)).toHaveLength(1);
      expect(await opened.store.deletePanel('one', 'b')).toBe(true);
      expect(await opened.store.deletePanel('one', 'b')).toBe(false);
      expect(await opened.store.panel('one', 'b')).toBeNull();
      expect(await opened.store.panel('two', 'b')).toMatchObject({ settings: { rounds: 3 } });
    });

    it('are at most so many, and a full tenant can still replace one', async () => {
      for (const name of ['a', 'b']) expect(await save('full', name, {})).toBe(true);
      expect(await save('full', 'c', {})).toBe(false);
      expect(await save('full', 'a', { rounds: 2 })).toBe(true);
      expect(await opened.store.panel('full', 'c')).toBeNull();
    });
  });
}
