import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { EnvironmentError, parseConfig } from '../../app/config/config.ts';
import { openSigner, SigningKeyError } from '../../app/config/signing.ts';
import { pepper } from '../support/http/api-keys.ts';
import { createTemporaryDirectory, type TemporaryDirectory } from '../support/temporary-directory.ts';

const secret = 'a secret of more than thirty-two characters';
const database = { DATABASE_URL: 'postgres://localhost/db', ROSTRUM_KEY_PEPPER: pepper };
const shared = { ...database, HOST: '0.0.0.0' };

type Variables = Readonly<Record<string, string>>;

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

describe('ROSTRUM_SIGNING_KEY', () => {
  test.each([
    ['this machine alone uses the server', database],
    ['the database is embedded, and the key lies beside it', { ...shared, DATABASE_URL: '' }],
    ['a worker signs nothing', { ...shared, ROSTRUM_ROLE: 'worker' }],
    ['it is there', { ...shared, ROSTRUM_SIGNING_KEY: secret }],
  ])('is not missing where %s', (_, variables) => {
    expect(wrong(variables)).not.toContain('ROSTRUM_SIGNING_KEY');
  });

  test('is needed where others use the server and its data are elsewhere', () => {
    expect(wrong(shared)).toMatch(/ROSTRUM_SIGNING_KEY: records are signed.*32 random.*openssl rand/);
    expect(wrong({ ...shared, ROSTRUM_ROLE: 'web' })).toContain('ROSTRUM_SIGNING_KEY');
  });

  test('must be long enough, wherever it is set, and is never repeated', () => {
    expect(wrong({ ROSTRUM_SIGNING_KEY: secret.slice(0, 31) })).toContain('it is too short');
    expect(wrong({ ROSTRUM_SIGNING_KEY: secret.slice(0, 31) })).not.toContain(secret.slice(0, 31));
    expect(wrong({ ROSTRUM_SIGNING_KEY: secret.slice(0, 32) })).toBe('');
  });
});

describe('without it', () => {
  let folder: TemporaryDirectory;
  beforeEach(() => {
    folder = createTemporaryDirectory('signing');
  });
  afterEach(() => folder.remove());

  const open = (ROSTRUM_DATA_DIR = join(folder.path, 'data')) =>
    openSigner(parseConfig({ ROSTRUM_DATA_DIR }, 1));

  test('a key is made once and kept, for this user alone', async () => {
    const first = await open();
    expect((await open()).key).toEqual(first.key);
    const data = join(folder.path, 'data');
    expect(readdirSync(data)).toEqual(['signing-key']);
    expect(statSync(join(data, 'signing-key')).mode & 0o777).toBe(0o600);
  });

  test('processes that start at about the same time have one key', async () => {
    for (let lead = 0; lead < 40; lead += 1) {
      const data = join(folder.path, `led by ${lead}`);
      const first = open(data);
      for (let turns = 0; turns < lead; turns += 1) await setImmediate();
      const second = open(data);
      expect((await first).key).toEqual((await second).key);
    }
  });

  test('what was kept can be made the secret of a deployment: the key stays', async () => {
    const { key } = await open();
    const kept = readFileSync(join(folder.path, 'data', 'signing-key'), 'utf8');
    const config = parseConfig({ ...shared, ...admin, ROSTRUM_SIGNING_KEY: kept }, 1);
    expect((await openSigner(config)).key).toEqual(key);
  });

  test('a damaged file is told of, and not written over', async () => {
    const path = join(folder.path, 'signing-key');
    writeFileSync(path, 'half\n');
    await expect(open(folder.path)).rejects.toThrow(/is damaged.*put it back from a copy/);
    expect(readFileSync(path, 'utf8')).toBe('half\n');
  });

  test('a place that cannot be written to is told of, with the cure', async () => {
    const file = join(folder.path, 'file');
    writeFileSync(file, '');
    await expect(open(file)).rejects.toThrow(SigningKeyError);
    await expect(open(file)).rejects.toThrow(/cannot be kept in .*set ROSTRUM_SIGNING_KEY/);
  });
});

const admin = { ROSTRUM_ADMIN_KEY: `rk_0123456789abcdef_${'abcdefghijklmnopqrstuvwxyz_-0123456789ABCDE'}` };
