import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { runCli } from '../../support/cli/run-cli.ts';
import { closedQuestionDebate, testSigner } from '../../support/debates/sample-debates.ts';
import { createTestKey, keyedAccess } from '../../support/http/api-keys.ts';
import { openServer } from '../../support/http/open-app.ts';
import {
  jsonAnswer,
  problemAnswer,
  type ScriptedAnswer,
  startScriptedServer,
  textAnswer,
} from '../../support/http/scripted-server.ts';
import { seedDebate } from '../../support/http/test-app.ts';

const version = '0.1.0';
const { server, database } = await openServer({ policy: keyedAccess, version });
await seedDebate(database.store, closedQuestionDebate().events);

const doctor = (url: string, key?: string) =>
  runCli(['doctor'], { url, env: key === undefined ? {} : { ROSTRUM_API_KEY: key } });

const node = `✓ node    ${process.versions.node}, ${process.platform}`;

describe('where all is well', () => {
  test('it says what it found, and what the key allows', async () => {
    const { credential } = await createTestKey(database.store, 'local', ['read', 'run']);
    const { code, stdout } = await doctor(server.server.url, credential);
    expect(stdout.split('\n')).toEqual([
      node,
      `✓ server  ${server.server.url} is Rostrum ${version}, profile test, contract a`,
      '          contract h',
      '✓ clock   the same as the server’s',
      '✓ key     it is valid, and allows read, run',
      '✓ models  scripted speaks by default: a test says so. At hand: scripted (1)',
      `✓ signer  records are signed by key ${testSigner.key.keyId}; check one`,
      `          with: rostrum verify FILE --key ${testSigner.key.keyId}`,
      '✓ socket  a ping on /ws was answered',
      '✓ stream  an ended debate’s events came; whether a proxy holds words back shows',
      '          only while one runs',
      'All is well.',
      '',
    ]);
    expect(code).toBe(0);
  });
});

describe('what is broken ends it, with the cure', () => {
  const expectFailure = async (url: string, key: string | undefined, ...says: readonly string[]) => {
    const { code, stdout } = await doctor(url, key);
    for (const part of [...says, 'Something is broken.']) expect(stdout).toContain(part);
    expect(code).toBe(1);
    return stdout;
  };

  test('no key where one is asked for', async () => {
    const output = await expectFailure(
      server.server.url,
      undefined,
      '✗ key     This server requires a key',
      'Cure: Ask ',
    );
    expect(output).not.toContain('models');
  });

  test('a key that allows to look at nothing', async () => {
    const { credential } = await createTestKey(database.store, 'local', ['admin']);
    await expectFailure(
      server.server.url,
      credential,
      '✗ key',
      '(admin)',
      'Cure: Use a key with the scope read.',
    );
  });

  test('no server', async () => {
    await expectFailure(
      'http://127.0.0.1:1',
      undefined,
      '✗ server  no answer from http://127.0.0.1:1',
      'npm run dev',
    );
  });

  test.each([
    ['a page', textAnswer(200, '<h1>It works!</h1>')],
    ['other JSON', jsonAnswer(200, { status: 'ok' })],
    ['another address', textAnswer(302, '', { location: 'http://127.0.0.1:1/' })],
  ])('a server that answers with %s', async (_, answer) => {
    await using stranger = await startScriptedServer({ 'GET /health': answer });
    await expectFailure(stranger.url, undefined, 'not as Rostrum does', 'Cure: Name the address');
    expect(stranger.requests).toHaveLength(1);
  });
});

test('what only hinders is marked, and the rest is looked at all the same', async () => {
  const health = { status: 'ok', version: '9.0.0', profile: 'test', contract: 'c' };
  const compressed: ScriptedAnswer = (response) =>
    response
      .writeHead(200, { 'content-type': 'text/event-stream', 'content-encoding': 'gzip' })
      .end(gzipSync('data: {}\n\n'));
  const agents = {
    defaultModel: 'rehearsal',
    why: 'there is no other',
    providers: [],
    presets: [],
    limits: {},
  };
  await using server = await startScriptedServer({
    'GET /health': jsonAnswer(200, health, { date: new Date(Date.now() - 3_600_000).toUTCString() }),
    'GET /api/v1/agents': jsonAnswer(200, agents),
    'GET /api/v1/keys': problemAnswer(403, 'insufficient-scope', 'no'),
    'GET /api/v1/signing-keys': jsonAnswer(200, { keys: [testSigner.key] }),
    'GET /api/v1/debates': jsonAnswer(200, { debates: [{ id: 'd1', status: 'running' }], next: null }),
    'GET /api/v1/debates/d1/events': compressed,
  });
  const { code, stdout } = await doctor(server.url);
  expect(code).toBe(0);
  for (const part of [
    /! server .* is Rostrum 9\.0\.0.*\n.*this program is 0\.1\.0\n +Cure: Use the program/,
    /! clock +this machine is 360\d seconds ahead of the server/,
    /✓ key +none is asked for/,
    /! models +rehearsal speaks by default/,
    /! socket +a ping on \/ws was not answered/,
    /! stream [^✓!✗]*it came\s+compressed[^✓!✗]*Cure: In the proxy/,
    /It works; see what is marked with !\.\n$/,
  ])
    expect(stdout).toMatch(part);
});

test('doctor takes no words', async () => {
  const { code, stderr } = await runCli(['doctor', 'please']);
  expect([code, stderr]).toEqual([2, expect.stringContaining('please is too much')]);
});
