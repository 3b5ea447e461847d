import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Ticket } from '../../../app/store/store.ts';
import { databases, type OpenDatabase } from '../../support/stores/databases.ts';

const at = (seconds: number): string => new Date(Date.UTC(2026, 5, 1) + seconds * 1000).toISOString();

for (const { name, available, open } of databases) {
  describe.skipIf(!available)(`tickets on ${name}`, () => {
    let database: OpenDatabase;
    beforeAll(async () => {
      database = await open();
    });
    afterAll(() => database.close());

    const ticket = (hash: string, changes: Partial<Ticket> = {}): Ticket => ({
      hash,
      tenant: 'tenant',
      name: 'somebody',
      scopes: ['read'],
      keyId: null,
      debate: 'a-debate',
      expiresAt: at(30),
      ...changes,
    });

    test('a ticket is taken once, even by many at the same moment', async () => {
      const { store } = database;
      await store.addTicket(ticket('one'), at(0));
      const taken = await Promise.all(Array.from({ length: 5 }, () => store.consumeTicket('one', at(1))));
      expect(taken.filter((found) => found !== null)).toEqual([ticket('one')]);
    });

    test('an expired one is not good any more, and is forgotten', async () => {
      const { store } = database;
      await store.addTicket(ticket('late'), at(0));
      await store.addTicket(ticket('forgotten'), at(0));
      expect(await store.consumeTicket('late', at(30))).toBeNull();
      await store.addTicket(ticket('new', { expiresAt: at(90) }), at(60));
      expect(await store.consumeTicket('forgotten', at(1))).toBeNull();
      expect(await store.consumeTicket('new', at(61))).not.toBeNull();
    });

    test('remembers the key that it was issued for', async () => {
      const { store } = database;
      const key = { tenant: 'tenant', name: 'somebody', secretHash: 'a hash', createdAt: at(0) };
      await store.addKey({ ...key, id: 'key1', scopes: ['read'], expiresAt: null });
      await store.addTicket(ticket('keyed', { keyId: 'key1', debate: null }), at(0));
      expect(await store.consumeTicket('keyed', at(1))).toMatchObject({ keyId: 'key1', debate: null });
    });
  });
}
