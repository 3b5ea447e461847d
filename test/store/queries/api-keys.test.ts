import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { NewApiKey, Store } from '../../../app/store/store.ts';
import { databases, type OpenDatabase } from '../../support/stores/databases.ts';

const at = (seconds: number): string => new Date(Date.UTC(2026, 5, 1) + seconds * 1000).toISOString();

let keyCount = 0;
const newKey = (changes: Partial<NewApiKey> = {}): NewApiKey => ({
  id: `key${++keyCount}`,
  tenant: `tenant${keyCount}`,
  name: 'a person',
  scopes: ['read'],
  secretHash: 'a hash',
  createdAt: at(0),
  expiresAt: null,
  ...changes,
});

for (const { name, available, open } of databases) {
  describe.skipIf(!available)(`keys on ${name}`, () => {
    let database: OpenDatabase;
    let store: Store;
    beforeAll(async () => {
      database = await open();
      store = database.store;
    });
    afterAll(() => database.close());

    const addKey = async (changes: Partial<NewApiKey> = {}): Promise<NewApiKey> => {
      const key = newKey(changes);
      expect(await store.addKey(key)).toBe(true);
      return key;
    };

    test('a new key is returned unchanged, unused and not revoked', async () => {
      const key = await addKey({ scopes: ['read', 'admin'], expiresAt: at(60) });
      expect(await store.findKey(key.id)).toEqual({
        ...key,
        usdPerDay: null,
        revokedAt: null,
        lastUsedAt: null,
      });
      expect(await store.findKey('another')).toBeNull();
    });

    test('a second key with the same id is refused, and the first stays', async () => {
      const key = await addKey();
      expect(await store.addKey({ ...key, secretHash: 'another hash' })).toBe(false);
      expect(await store.findKey(key.id)).toMatchObject({ secretHash: 'a hash' });
    });

    test('a person has one key in a tenant, renewed by each sign-in until it is revoked', async () => {
      const [tenant, subject] = ['people', 'https://issuer.example person-1'];
      const first = newKey({ tenant, expiresAt: at(60) });
      const second = newKey({ tenant, name: 'a new name', scopes: ['read', 'run'], expiresAt: at(90) });
      expect(await store.savePersonKey(first, subject)).toBe(first.id);
      expect(await store.savePersonKey(second, subject)).toBe(first.id);
      const { name: newName, scopes, expiresAt } = second;
      expect(await store.findKey(first.id)).toMatchObject({
        name: newName,
        scopes,
        expiresAt,
        createdAt: at(0),
      });
      const others = [newKey({ tenant: 'another' }), newKey({ tenant })] as const;
      expect(await store.savePersonKey(others[0], subject)).toBe(others[0].id);
      expect(await store.savePersonKey(others[1], 'another person')).toBe(others[1].id);
      expect(await store.countActiveKeys(tenant, at(10))).toBe(0);
      await store.revokeKey(tenant, first.id, at(10));
      const third = newKey({ tenant });
      expect(await store.savePersonKey(third, subject)).toBe(third.id);
      expect(await store.findKey(first.id)).toMatchObject({ revokedAt: at(10) });
    });

    test('a tenant lists only its own keys, newest first', async () => {
      const first = await addKey({ tenant: 'many' });
      const second = await addKey({ tenant: 'many', createdAt: at(1) });
      await addKey();
      expect((await store.listKeys('many', 10)).map(({ id }) => id)).toEqual([second.id, first.id]);
      expect(await store.listKeys('many', 1)).toHaveLength(1);
    });

    test('revoked and expired keys are not active', async () => {
      const tenant = 'expiring';
      const active = await addKey({ tenant, expiresAt: at(61) });
      const expired = await addKey({ tenant, expiresAt: at(60) });
      const revoked = await addKey({ tenant });
      await store.revokeKey(tenant, revoked.id, at(10));
      expect(await store.countActiveKeys(tenant, at(60))).toBe(1);
      const ids = [active.id, expired.id, revoked.id, 'none'];
      expect(await store.filterActiveKeys(ids, at(60))).toEqual(new Set([active.id]));
    });

    test('a key is revoked once, and only by its tenant', async () => {
      const { id, tenant } = await addKey();
      expect(await store.revokeKey('another', id, at(1))).toBe(false);
      expect(await store.findKey(id)).toMatchObject({ revokedAt: null });
      expect(await store.revokeKey(tenant, id, at(2))).toBe(true);
      expect(await store.revokeKey(tenant, id, at(3))).toBe(true);
      expect(await store.findKey(id)).toMatchObject({ revokedAt: at(2) });
    });

    test('hasAdmin is true while a key with that scope is active', async () => {
      expect(await store.hasAdmin(at(200))).toBe(false);
      const { id, tenant } = await addKey({ scopes: ['read', 'admin'], expiresAt: at(300) });
      expect(await store.hasAdmin(at(200))).toBe(true);
      expect(await store.hasAdmin(at(300))).toBe(false);
      await store.revokeKey(tenant, id, at(200));
      expect(await store.hasAdmin(at(200))).toBe(false);
    });

    describe('rotation', () => {
      const rotate = async (old: NewApiKey, tenant = old.tenant) => {
        const successor = newKey({ tenant: old.tenant, createdAt: at(100) });
        return { successor, done: await store.rotateKey(tenant, old.id, successor, at(160)) };
      };

      test('adds the successor and keeps the old key active for the overlap', async () => {
        const old = await addKey();
        const { successor, done } = await rotate(old);
        expect(done).toBe(true);
        expect(await store.findKey(old.id)).toMatchObject({ expiresAt: at(160) });
        expect(await store.filterActiveKeys([old.id, successor.id], at(159))).toEqual(
          new Set([old.id, successor.id]),
        );
        expect(await store.filterActiveKeys([old.id, successor.id], at(160))).toEqual(
          new Set([successor.id]),
        );
      });

      test('never postpones the expiry of the old key', async () => {
        const old = await addKey({ expiresAt: at(120) });
        await rotate(old);
        expect(await store.findKey(old.id)).toMatchObject({ expiresAt: at(120) });
      });

      test.each([
        [
          'has expired',
          async (old: NewApiKey) => rotate({ ...old, id: (await addKey({ expiresAt: at(99) })).id }),
        ],
        ['belongs to another tenant', (old: NewApiKey) => rotate(old, 'another')],
      ])('adds nothing when the old key %s', async (_, attempt) => {
        const { successor, done } = await attempt(await addKey());
        expect(done).toBe(false);
        expect(await store.findKey(successor.id)).toBeNull();
      });

      test('adds nothing when the old key is revoked', async () => {
        const old = await addKey();
        await store.revokeKey(old.tenant, old.id, at(50));
        const { successor, done } = await rotate(old);
        expect(done).toBe(false);
        expect(await store.findKey(successor.id)).toBeNull();
      });
    });

    test('the last use of a key is recorded, and again only when the recorded use is old', async () => {
      const { id } = await addKey();
      await store.touchKey(id, at(10), at(0));
      await store.touchKey(id, at(20), at(5));
      expect(await store.findKey(id)).toMatchObject({ lastUsedAt: at(10) });
      await store.touchKey(id, at(30), at(15));
      expect(await store.findKey(id)).toMatchObject({ lastUsedAt: at(30) });
    });
  });
}
