import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AdminKeyError, checkAdminKey, ensureAdminKey } from '../../app/bootstrap/admin-key.ts';
import { parseConfig } from '../../app/config/config.ts';
import { pepper } from '../support/http/api-keys.ts';
import { databases, type OpenDatabase } from '../support/stores/databases.ts';

const secret = 'abcdefghijklmnopqrstuvwxyz_-0123456789ABCDE';
const adminKey = `rk_0123456789abcdef_${secret}`;
const both = { ROSTRUM_ADMIN_KEY: adminKey, ROSTRUM_KEY_PEPPER: pepper };

type Variables = Readonly<Record<string, string>>;

const access = (variables: Variables) => parseConfig(variables, 1).access;

test('a missing admin key is reported before a new database is created', () => {
  const config = (variables: Variables) => parseConfig({ HOST: '::', ...variables }, 1);
  const keyless = config({ ROSTRUM_KEY_PEPPER: pepper });
  expect(() => checkAdminKey(keyless, true)).toThrow(AdminKeyError);
  expect(() => checkAdminKey(keyless, false)).not.toThrow();
  expect(() => checkAdminKey(config(both), true)).not.toThrow();
  expect(() => checkAdminKey(config({ HOST: '::1' }), true)).not.toThrow();
});

describe('a server that requires keys checks at its start that an admin key exists', () => {
  let database: OpenDatabase;
  beforeAll(async () => {
    const [embedded] = databases;
    if (!embedded) throw new Error('no embedded database');
    database = await embedded.open();
  });
  afterAll(() => database.close());

  const now = () => new Date('2026-06-01T00:00:00.000Z');
  const ensure = (variables: Variables) =>
    ensureAdminKey(access({ HOST: '::', ...variables }), database.store, now);

  test('refuses to start without an admin key, and says how to make one', async () => {
    const refusal = ensure({ ROSTRUM_KEY_PEPPER: pepper });
    await expect(refusal).rejects.toThrow(AdminKeyError);
    await expect(refusal).rejects.toThrow(/Set ROSTRUM_ADMIN_KEY.*openssl rand/);
  });

  test('stores the key of the environment once, also over several starts', async () => {
    await ensure(both);
    await ensure(both);
    const keys = await database.store.listKeys('local', 10);
    expect(keys).toMatchObject([
      { id: '0123456789abcdef', scopes: ['read', 'run', 'admin'], expiresAt: null },
    ]);
    expect(JSON.stringify(keys)).not.toContain(secret);
  });

  test('starts without the variable once a key is stored', async () => {
    await expect(ensure({ ROSTRUM_KEY_PEPPER: pepper })).resolves.toBeUndefined();
  });

  test.each([
    ['another secret', { ...both, ROSTRUM_ADMIN_KEY: `rk_0123456789abcdef_${secret.toUpperCase()}` }],
    ['another pepper', { ...both, ROSTRUM_KEY_PEPPER: `${pepper}!` }],
  ])('refuses to start with %s for a stored key', async (_, variables) => {
    await expect(ensure(variables)).rejects.toThrow(/ROSTRUM_KEY_PEPPER has changed/);
  });

  test('does not restore a revoked key, and refuses to start if it was the last one', async () => {
    await database.store.revokeKey('local', '0123456789abcdef', now().toISOString());
    await expect(ensure(both)).rejects.toThrow(/is revoked/);
    expect(await database.store.hasAdmin(now().toISOString())).toBe(false);
  });

  test('an open server needs no admin key', async () => {
    await expect(ensureAdminKey(access({}), database.store, now)).resolves.toBeUndefined();
  });
});
