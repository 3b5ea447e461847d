import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openSigner, SigningKeyError } from '../../app/bootstrap/signing-key.ts';
import { parseConfig } from '../../app/config/config.ts';
import { EnvironmentError } from '../../app/config/environment.ts';
import { pepper } from '../support/http/api-keys.ts';
import { createTemporaryDirectory, type TemporaryDirectory } from '../support/temporary-directory.ts';

const secret = 'a secret of more than thirty-two characters';
const database = { DATABASE_URL: 'postgres://localhost/db', ROSTRUM_KEY_PEPPER: pepper };
const shared = { ...database, HOST: '0.0.0.0' };

type Variables = Readonly<Record<string, string>>;

/** The error message for an environment; '' if it is valid. */
function configError(variables: Variables): string {
  try {
    parseConfig(variables, 1);
    return '';
  } catch (error) {
    if (error instanceof EnvironmentError) return error.message;
    throw error;
  }
}

describe('ROSTRUM_SIGNING_KEY', () => {
  test.each([
    ['the server is open on loopback', database],
    ['the database is embedded, and the key is stored with it', { ...shared, DATABASE_URL: '' }],
    ['the process is a worker, which signs nothing', { ...shared, ROSTRUM_ROLE: 'worker' }],
    ['it is set', { ...shared, ROSTRUM_SIGNING_KEY: secret }],
  ])('is not required if %s', (_, variables) => {
    expect(configError(variables)).not.toContain('ROSTRUM_SIGNING_KEY');
  });

  test('is required if other machines use the server and the database is not embedded', () => {
    expect(configError(shared)).toMatch(/ROSTRUM_SIGNING_KEY: records are signed.*32 random.*openssl rand/);
    expect(configError({ ...shared, ROSTRUM_ROLE: 'web' })).toContain('ROSTRUM_SIGNING_KEY');
  });

  test('must have the minimum length, and is not repeated in the error message', () => {
    expect(configError({ ROSTRUM_SIGNING_KEY: secret.slice(0, 31) })).toContain('it is too short');
    expect(configError({ ROSTRUM_SIGNING_KEY: secret.slice(0, 31) })).not.toContain(secret.slice(0, 31));
    expect(configError({ ROSTRUM_SIGNING_KEY: secret.slice(0, 32) })).toBe('');
  });
});

describe('without ROSTRUM_SIGNING_KEY', () => {
  let folder: TemporaryDirectory;
  beforeEach(() => {
    folder = createTemporaryDirectory('signing');
  });
  afterEach(() => folder.remove());

  const open = (ROSTRUM_DATA_DIR = join(folder.path, 'data')) =>
    openSigner(parseConfig({ ROSTRUM_DATA_DIR }, 1));

  test('a key is created once, in a file that only this user can read', async () => {
    const first = await open();
    expect((await open()).key).toEqual(first.key);
    const data = join(folder.path, 'data');
    expect(readdirSync(data)).toEqual(['signing-key']);
    expect(statSync(join(data, 'signing-key')).mode & 0o777).toBe(0o600);
  });

  test('processes that start at the same time use the same key', async () => {
    for (let lead = 0; lead < 40; lead += 1) {
      const data = join(folder.path, `data ${lead}`);
      const first = open(data);
      for (let turns = 0; turns < lead; turns += 1) await setImmediate();
      const second = open(data);
      expect((await first).key).toEqual((await second).key);
    }
  });

  test('the stored secret set as ROSTRUM_SIGNING_KEY gives the same key', async () => {
    const { key } = await open();
    const stored = readFileSync(join(folder.path, 'data', 'signing-key'), 'utf8');
    const config = parseConfig({ ...shared, ...admin, ROSTRUM_SIGNING_KEY: stored }, 1);
    expect((await openSigner(config)).key).toEqual(key);
  });

  test('a damaged file is reported and not overwritten', async () => {
    const path = join(folder.path, 'signing-key');
    writeFileSync(path, 'half\n');
    await expect(open(folder.path)).rejects.toThrow(/is damaged.*restore it from a backup/);
    expect(readFileSync(path, 'utf8')).toBe('half\n');
  });

  test('a path that cannot be written is reported with its fix', async () => {
    const file = join(folder.path, 'file');
    writeFileSync(file, '');
    await expect(open(file)).rejects.toThrow(SigningKeyError);
    await expect(open(file)).rejects.toThrow(/cannot be stored in .*set ROSTRUM_SIGNING_KEY/);
  });
});

const admin = { ROSTRUM_ADMIN_KEY: `rk_0123456789abcdef_${'abcdefghijklmnopqrstuvwxyz_-0123456789ABCDE'}` };
