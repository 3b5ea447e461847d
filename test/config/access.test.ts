import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AdminKeyError, checkAdminKey, ensureAdminKey, parseAccess } from '../../app/config/access.ts';
import { EnvironmentError, parseConfig } from '../../app/config/config.ts';
import { applyOverrides, profile } from '../../app/contract/profiles.ts';
import { pepper } from '../support/http/api-keys.ts';
import { databases, type OpenDatabase } from '../support/stores/databases.ts';

const secret = 'abcdefghijklmnopqrstuvwxyz_-0123456789ABCDE';
const adminKey = `rk_0123456789abcdef_${secret}`;
const both = { ROSTRUM_ADMIN_KEY: adminKey, ROSTRUM_KEY_PEPPER: pepper };
const postgres = { DATABASE_URL: 'postgres://localhost/db' };

type Variables = Readonly<Record<string, string>>;

const access = (variables: Variables) => parseConfig(variables, 1).access;

/** What is wrong with an environment, or '' when nothing is. */
function wrong(variables: Variables): string {
  try {
    parseConfig(variables, 1);
    return '';
  } catch (error) {
    if (error instanceof EnvironmentError) return error.message;
    throw error;
  }
}

describe('a server is open', () => {
  test.each(['127.0.0.1', '::1', 'localhost'])('in development on %s', (HOST) => {
    expect(access({ HOST })).toMatchObject({ isOpen: true, adminKey: null });
    expect(access({}).isOpen).toBe(true);
  });

  test('also with a pepper, so that keys can be made ahead', () => {
    expect(access({ ROSTRUM_KEY_PEPPER: pepper })).toMatchObject({ isOpen: true, pepper });
  });
});

describe('a server asks for keys', () => {
  test.each(['0.0.0.0', '::', '192.168.1.20'])('where others can reach it: %s', (HOST) => {
    expect(access({ HOST, ...both }).isOpen).toBe(false);
    expect(wrong({ HOST })).toContain(`HOST=${HOST}`);
  });

  test('where ROSTRUM_ADMIN_KEY is set, on whatever address', () => {
    expect(access(both)).toMatchObject({ isOpen: false, adminKey, pepper });
  });

  test.each(['staging', 'production'])('in %s, on loopback too', (ROSTRUM_PROFILE) => {
    expect(access({ ROSTRUM_PROFILE, ...both }).isOpen).toBe(false);
    expect(wrong({ ROSTRUM_PROFILE })).toContain('ROSTRUM_KEY_PEPPER');
  });
});

test('where a proxy stands before it, loopback says nothing about who comes', () => {
  const contract = applyOverrides(profile('development'), { edge: { trustedProxies: 1 } });
  const problems: string[] = [];
  expect(parseAccess({ environment: {}, contract, role: 'web', host: '127.0.0.1' }, problems).isOpen).toBe(
    false,
  );
  expect(problems.join()).toContain('the proxy before it');
});

test.each([
  [{ ROSTRUM_ADMIN_KEY: adminKey }, 'ROSTRUM_KEY_PEPPER: keys are needed'],
  [{ ROSTRUM_KEY_PEPPER: 'short' }, 'ROSTRUM_KEY_PEPPER: it is too short'],
  [{ ...both, ROSTRUM_ADMIN_KEY: 'hunter2' }, 'ROSTRUM_ADMIN_KEY: it must be rk_'],
  [{ ROSTRUM_ORIGINS: 'https://debates.example/' }, 'ROSTRUM_ORIGINS: https://debates.example/ is no origin'],
  [{ ROSTRUM_ORIGINS: '*' }, 'ROSTRUM_ORIGINS: * is no origin'],
])('%j is refused by name, with the cure, and without the secret', (variables, says) => {
  const message = wrong(variables);
  expect(message).toContain(says);
  expect(message).not.toMatch(/hunter2|: short|abcdefghij/);
});

test('what is missing is said at once, each with the line that makes it', () => {
  const message = wrong({ HOST: '0.0.0.0', ...postgres });
  for (const name of ['ROSTRUM_KEY_PEPPER', 'ROSTRUM_SIGNING_KEY', 'ROSTRUM_ADMIN_KEY'])
    expect(message).toMatch(new RegExp(`^  - ${name}: .*openssl rand`, 'm'));
  expect(wrong({ HOST: '0.0.0.0', ...both, ...postgres })).not.toContain('ROSTRUM_ADMIN_KEY');
});

test('a database that is yet to be made has no keys, which is said before it is made', () => {
  const config = (variables: Variables) => parseConfig({ HOST: '::', ...variables }, 1);
  const keyless = config({ ROSTRUM_KEY_PEPPER: pepper });
  expect(() => checkAdminKey(keyless, true)).toThrow(AdminKeyError);
  expect(() => checkAdminKey(keyless, false)).not.toThrow();
  expect(() => checkAdminKey(config(both), true)).not.toThrow();
  expect(() => checkAdminKey(config({ HOST: '::1' }), true)).not.toThrow();
});

test('who answers nobody needs no pepper', () => {
  for (const ROSTRUM_ROLE of ['worker', 'migrate'])
    expect(wrong({ ROSTRUM_ROLE, ROSTRUM_PROFILE: 'production', ...postgres })).toBe('');
});

test('origins are a list', () => {
  const ROSTRUM_ORIGINS = ' https://debates.example, http://localhost:9090 ,';
  expect(access({ ROSTRUM_ORIGINS }).origins).toEqual(['https://debates.example', 'http://localhost:9090']);
  expect(access({}).origins).toEqual([]);
});

describe('before it starts, a server that asks for keys sees that somebody has one', () => {
  let database: OpenDatabase;
  beforeAll(async () => {
    const [embedded] = databases;
    if (!embedded) throw new Error('there is no database');
    database = await embedded.open();
  });
  afterAll(() => database.close());

  const now = () => new Date('2026-06-01T00:00:00.000Z');
  const ensure = (variables: Variables) =>
    ensureAdminKey(access({ HOST: '::', ...variables }), database.store, now);

  test('without any it refuses, and says how to make one', async () => {
    const refusal = ensure({ ROSTRUM_KEY_PEPPER: pepper });
    await expect(refusal).rejects.toThrow(AdminKeyError);
    await expect(refusal).rejects.toThrow(/Set ROSTRUM_ADMIN_KEY.*openssl rand/);
  });

  test('the key of the environment is stored once, however often it starts', async () => {
    await ensure(both);
    await ensure(both);
    const keys = await database.store.listKeys('local', 10);
    expect(keys).toMatchObject([
      { id: '0123456789abcdef', scopes: ['read', 'run', 'admin'], expiresAt: null },
    ]);
    expect(JSON.stringify(keys)).not.toContain(secret);
  });

  test('afterwards it starts without the variable, too', async () => {
    await expect(ensure({ ROSTRUM_KEY_PEPPER: pepper })).resolves.toBeUndefined();
  });

  test.each([
    ['another secret', { ...both, ROSTRUM_ADMIN_KEY: `rk_0123456789abcdef_${secret.toUpperCase()}` }],
    ['another pepper', { ...both, ROSTRUM_KEY_PEPPER: `${pepper}!` }],
  ])('with %s it refuses: nobody’s key would be right any more', async (_, variables) => {
    await expect(ensure(variables)).rejects.toThrow(/ROSTRUM_KEY_PEPPER is another/);
  });

  test('a key that was revoked does not come back, and when it was the last it refuses', async () => {
    await database.store.revokeKey('local', '0123456789abcdef', now().toISOString());
    await expect(ensure(both)).rejects.toThrow(/has been revoked/);
    expect(await database.store.hasAdmin(now().toISOString())).toBe(false);
  });

  test('an open server needs none', async () => {
    await expect(ensureAdminKey(access({}), database.store, now)).resolves.toBeUndefined();
  });
});
