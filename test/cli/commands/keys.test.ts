import { describe, expect, test } from 'vitest';
import { runCli } from '../../support/cli/run-cli.ts';
import { openQuestionDebate } from '../../support/debates/sample-debates.ts';
import { createTestKey, keyedAccess } from '../../support/http/api-keys.ts';
import { openServer } from '../../support/http/open-app.ts';
import { seedDebate } from '../../support/http/test-app.ts';

const { server, database } = await openServer({ policy: keyedAccess });
const admin = await createTestKey(database.store, 'local');

const run = (args: readonly string[], key = admin.credential) =>
  runCli(args, { url: server.server.url, env: { ROSTRUM_API_KEY: key } });

describe('keys', () => {
  test('create prints only the key to standard output', async () => {
    const { code, stdout, stderr } = await run(['keys', 'create', 'The dashboard']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^rk_[\w-]+_[\w-]{43}\n$/);
    expect(stderr).toMatch(
      /^Key [\w-]+ of The dashboard \(read, run\); it never expires\. It is shown only once\.\n$/,
    );
    expect((await run(['list'], stdout.trim())).code).toBe(0);
  });

  test('create accepts scopes, a lifetime and a tenant', async () => {
    const options = ['--scope', 'admin', '--scope', 'read', '--days', '2', '--tenant', 'acme', '--json'];
    const { stdout } = await run(['keys', 'create', 'Ada', ...options]);
    const key = JSON.parse(stdout);
    expect(key).toMatchObject({ name: 'Ada', scopes: ['admin', 'read'], tenant: 'acme' });
    expect(Date.parse(key.expiresAt) - Date.parse(key.createdAt)).toBe(2 * 24 * 3_600_000);
  });

  test('list shows the scopes and the state of each key', async () => {
    const revoked = await createTestKey(database.store, 'local', ['read']);
    await database.store.revokeKey('local', revoked.id, '2026-06-01T10:20:30.000Z');
    const { stdout } = await run(['keys', 'list']);
    const lines = stdout.split('\n');
    expect(lines.find((line) => line.startsWith(revoked.id))).toMatch(
      / read .* never used +revoked 2026-06-01 10:20$/,
    );
    expect(lines.find((line) => line.startsWith(admin.id))).toMatch(/ read,run,admin .* used .* valid$/);
    expect(stdout).not.toContain(admin.credential.slice(-43));
  });

  test('rotate prints the new key, and revoke makes a key invalid', async () => {
    const old = await createTestKey(database.store, 'local');
    const next = (await run(['keys', 'rotate', old.id])).stdout.trim();
    expect((await run(['list'], next)).code).toBe(0);
    expect(await run(['keys', 'revoke', old.id])).toMatchObject({ code: 0, stdout: '' });
    expect(await run(['list'], old.credential)).toMatchObject({
      code: 1,
      stderr: 'rostrum: This key has been revoked.\nSet ROSTRUM_API_KEY, or use --key KEY.\n',
    });
  });

  test.each([
    [['keys'], 'keys needs one of create, list, revoke, rotate'],
    [['keys', 'revok'], 'did you mean revoke?'],
    [['keys', 'create'], 'missing argument: the name of the key’s owner'],
    [['keys', 'create', 'x', '--scope', 'write'], '--scope must be one of read, run, admin, not write'],
    [['keys', 'create', 'x', '--days', '99999'], '--days: must be a whole number from 1 to 3650\n'],
    [['keys', 'create', 'x', '--days', '0'], '--days: must be a whole number from 1 to 3650\n'],
    [['keys', 'list', 'x'], 'unexpected argument x'],
  ])('%j is a usage error', async (args, message) => {
    const { code, stderr } = await run(args);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });
});

describe('a server that needs a key', () => {
  test('prints its error to a command without a key', async () => {
    const { code, stderr } = await runCli(['list'], { url: server.server.url });
    expect(code).toBe(1);
    expect(stderr).toContain('This server requires a key');
  });

  test('receives --key rather than ROSTRUM_API_KEY', async () => {
    const { credential } = await createTestKey(database.store, 'local', ['read']);
    expect((await run(['list', '--key', credential], 'nonsense')).code).toBe(0);
    expect((await run(['list', '--key', 'nonsense'])).code).toBe(1);
  });

  test('receives the key of watch until the record', async () => {
    const debate = await seedDebate(database.store, openQuestionDebate().events);
    const { code, stdout } = await run(['watch', debate, '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ debate });
  });
});
