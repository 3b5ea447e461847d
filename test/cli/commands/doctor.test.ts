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

const version = '1.0.0-rc.1';
const { server, database } = await openServer({ policy: keyedAccess, version });
await seedDebate(database.store, closedQuestionDebate().events);

const doctor = (url: string, key?: string) =>
  runCli(['doctor'], { url, env: key === undefined ? {} : { ROSTRUM_API_KEY: key } });

const node = `✓ node    ${process.versions.node}, ${process.platform}`;

describe('doctor against a healthy server', () => {
  test('prints the result of every check and the scopes of the key', async () => {
    const { credential } = await createTestKey(database.store, 'local', ['read', 'run']);
    const { code, stdout } = await doctor(server.server.url, credential);
    expect(stdout.split('\n')).toEqual([
      node,
      `✓ server  ${server.server.url} is Rostrum ${version}, profile test, contract a`,
      '          contract h',
      '✓ clock   in sync with the server',
      '✓ key     valid, with the scopes read, run',
      '✓ models  default: scripted, a test says so. Available: scripted (1)',
      '✓ prices  scripted costs $1.00 for a million tokens of input, $2.00 of output',
      '✓ data    the database has connections for all processes and keeps the limits of',
      '          their sessions',
      `✓ signer  records are signed by key ${testSigner.key.keyId}; verify one`,
      `          with: rostrum verify FILE --key ${testSigner.key.keyId}`,
      '✓ socket  a ping on /ws was answered',
      '✓ stream  the events of an ended debate arrived; only a running debate shows',
      '          whether a proxy buffers',
      'All checks passed.',
      '',
    ]);
    expect(code).toBe(0);
  });
});

describe('doctor against a broken setup', () => {
  const expectFailure = async (url: string, key: string | undefined, ...expected: readonly string[]) => {
    const { code, stdout } = await doctor(url, key);
    for (const part of [...expected, 'Some checks failed.']) expect(stdout).toContain(part);
    expect(code).toBe(1);
    return stdout;
  };

  test('prints a fix when the server needs a key', async () => {
    const output = await expectFailure(
      server.server.url,
      undefined,
      '✗ key     This server requires a key',
      'Fix: Ask ',
    );
    expect(output).not.toContain('models');
  });

  test('prints a fix for a key without the scope read', async () => {
    const { credential } = await createTestKey(database.store, 'local', ['admin']);
    await expectFailure(
      server.server.url,
      credential,
      '✗ key',
      '(scopes: admin)',
      'Fix: Use a key with the scope read.',
    );
  });

  test('prints a fix when no server answers', async () => {
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
  ])('prints a fix for a server that answers with %s', async (_, answer) => {
    await using stranger = await startScriptedServer({ 'GET /health': answer });
    await expectFailure(stranger.url, undefined, 'this is not a Rostrum', 'Fix: Set the address');
    expect(stranger.requests).toHaveLength(1);
  });
});

const agents = {
  defaultModel: 'rehearsal',
  defaultPrice: { inputUsd: 0, outputUsd: 0 },
  defaultReason: 'no other is configured',
  providers: [],
  presets: [],
  limits: {},
};

test('doctor marks warnings and runs the remaining checks', async () => {
  const health = { status: 'ok', version: '9.0.0', profile: 'test', contract: 'c' };
  const compressed: ScriptedAnswer = (response) =>
    response
      .writeHead(200, { 'content-type': 'text/event-stream', 'content-encoding': 'gzip' })
      .end(gzipSync('data: {}\n\n'));
  await using server = await startScriptedServer({
    'GET /health': jsonAnswer(200, health, { date: new Date(Date.now() - 3_600_000).toUTCString() }),
    'GET /api/v1/agents': jsonAnswer(200, {
      ...agents,
      providers: [
        { provider: 'lab', models: [], list: { readAt: null, failure: 'the server answered 401' } },
        { provider: 'anthropic', models: [], list: null },
      ],
    }),
    'GET /api/v1/keys': problemAnswer(403, 'insufficient-scope', 'no'),
    'GET /api/v1/signing-keys': jsonAnswer(200, { keys: [testSigner.key] }),
    'GET /api/v1/debates': jsonAnswer(200, { debates: [{ id: 'd1', status: 'running' }], next: null }),
    'GET /api/v1/debates/d1/events': compressed,
    'GET /ready': jsonAnswer(200, { status: 'ok', checks: {}, notices: ['A pooler is there. Set this.'] }),
  });
  const { code, stdout } = await doctor(server.url);
  expect(code).toBe(0);
  for (const part of [
    /! server .* is Rostrum 9\.0\.0.*\n.*this program is 1\.0\.0-rc\.1\n +Fix: Install the version/,
    /! clock +this machine is 360\d seconds ahead of the server/,
    /✓ key +the server needs no key/,
    /! models +default: rehearsal/,
    /! models +the list of models of lab could not be read: the server answered\s+401\s+Fix: Check the address/,
    /! data +A pooler is there\. Set this\.\n/,
    /! socket +a ping on \/ws was not answered/,
    /! stream [^✓!✗]*the answer was\s+compressed[^✓!✗]*Fix: Turn off/,
    /All checks passed, with warnings \(!\)\.\n$/,
  ])
    expect(stdout).toMatch(part);
});

test('doctor warns about a default model without a price, and about prices older than 60 days', async () => {
  const checkedDaysAgo = (days: number) =>
    new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);
  const providers = [
    { provider: 'openai', models: [], pricesCheckedAt: checkedDaysAgo(62) },
    { provider: 'google', models: [], pricesCheckedAt: checkedDaysAgo(59) },
    { provider: 'compatible', models: [], pricesCheckedAt: null },
  ];
  const unpriced = { ...agents, defaultModel: 'compatible:llama', defaultPrice: null, providers };
  await using server = await startScriptedServer({
    'GET /health': jsonAnswer(200, { status: 'ok', version, profile: 'test', contract: 'c' }),
    'GET /api/v1/agents': jsonAnswer(200, unpriced),
    'GET /api/v1/keys': problemAnswer(403, 'insufficient-scope', 'no'),
    'GET /api/v1/signing-keys': jsonAnswer(200, { keys: [testSigner.key] }),
    'GET /api/v1/debates': jsonAnswer(200, { debates: [], next: null }),
  });
  const { stdout } = await doctor(server.url);
  expect(stdout).toMatch(/! prices +the price of compatible:llama is not known[^✓!✗]*Fix: Add its price/);
  expect(stdout).toMatch(
    /! prices +last compared more than 60 days ago with those of openai \([^✓!✗]*Fix: Update/,
  );
  expect(stdout).not.toMatch(/google \(\d{4}/);
  expect(stdout).toMatch(/✓ data +not shown through a gateway/);
});

test.each([
  ['a page', textAnswer(200, '<h1>It works!</h1>')],
  ['an error page', textAnswer(502, '<h1>Bad gateway</h1>')],
  ['other JSON', jsonAnswer(200, { status: 'ok' })],
])('doctor prints a fix when a request for a ticket is answered with %s', async (_, answer) => {
  await using proxy = await startScriptedServer({
    'GET /health': jsonAnswer(200, { status: 'ok', version, profile: 'test', contract: 'c' }),
    'GET /api/v1/agents': jsonAnswer(200, agents),
    'GET /api/v1/keys': problemAnswer(403, 'insufficient-scope', 'no'),
    'GET /api/v1/signing-keys': jsonAnswer(200, { keys: [testSigner.key] }),
    'POST /api/v1/tickets': answer,
    'GET /api/v1/debates': jsonAnswer(200, { debates: [], next: null }),
  });
  const { code, stdout } = await doctor(proxy.url, 'rk_a-key');
  expect(stdout).toMatch(
    /! socket +POST \/api\/v1\/tickets was not answered with a ticket[^✓!✗]*Fix: Let the proxy/,
  );
  expect(code).toBe(0);
});

test('doctor rejects an argument', async () => {
  const { code, stderr } = await runCli(['doctor', 'please']);
  expect([code, stderr]).toEqual([2, expect.stringContaining('unexpected argument please')]);
});
