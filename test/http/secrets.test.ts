import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { listenOnLoopback } from '../support/agents/model-server.ts';
import {
  killPrograms,
  type RunningProgram,
  spawnProgram,
  startProgram,
} from '../support/processes/program.ts';
import { createTemporaryDirectory } from '../support/temporary-directory.ts';
import { until } from '../support/until.ts';

/** The secrets to search for. Each is unlike any text that could occur for another reason. */
const canaries = {
  adminSecret: 'CANARYadminCANARYadminCANARYadminCANARYadmi',
  pepper: 'CANARY-pepper-CANARY-pepper-CANARY-pepper',
  signing: 'CANARY-signing-CANARY-signing-CANARY-signing',
  provider: 'sk-ant-CANARY-provider-key-0123456789',
  compatible: 'CANARY-compatible-key-0123456789',
  password: 'CANARY-database-password',
};
const adminKey = `rk_0123456789abcdef_${canaries.adminSecret}`;

const directory = createTemporaryDirectory('secrets');
const dataDir = join(directory.path, 'data');
const env = {
  ROSTRUM_DATA_DIR: dataDir,
  ROSTRUM_ADMIN_KEY: adminKey,
  ROSTRUM_KEY_PEPPER: canaries.pepper,
  ROSTRUM_SIGNING_KEY: canaries.signing,
  ANTHROPIC_API_KEY: canaries.provider,
  OPENAI_COMPATIBLE_API_KEY: canaries.compatible,
  LOG_LEVEL: 'trace',
};

/** A provider that echoes each request, with its headers, in the reply. */
let echoServer: Server;
let echoUrl: string;
/** The headers that it received. */
const receivedHeaders: string[] = [];
let program: RunningProgram;
/** All output of the program, except for the keys and tickets that were requested. */
const responses: string[] = [];

beforeAll(async () => {
  echoServer = createServer((request, response) => {
    request.resume();
    receivedHeaders.push(JSON.stringify(request.headers));
    response.writeHead(401, { 'content-type': 'application/json' });
    const message = `These are no good: ${JSON.stringify(request.headers)}`;
    response.end(JSON.stringify({ type: 'error', error: { type: 'authentication_error', message } }));
  });
  echoUrl = await listenOnLoopback(echoServer);
  const providers = { ANTHROPIC_BASE_URL: echoUrl, OPENAI_COMPATIBLE_URL: echoUrl };
  program = await startProgram({ ...env, ...providers });
});
afterEach(() => {
  responses.length = 0;
});
afterAll(async () => {
  killPrograms();
  echoServer.close();
  await once(echoServer, 'close');
  directory.remove();
});

interface RequestOptions {
  readonly key?: string;
  readonly method?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Sends a request and records the whole response. */
async function call(
  path: string,
  { key = adminKey, method = 'GET', body, headers = {} }: RequestOptions = {},
) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const response = await fetch(`${program.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...headers },
    ...(text !== undefined && { body: text }),
  });
  const answer = { status: response.status, text: await response.text() };
  responses.push(JSON.stringify([...response.headers]), answer.text);
  return answer;
}

const post = (path: string, body: unknown, more: RequestOptions = {}) =>
  call(path, { ...more, method: 'POST', body });

/** Returns the key or ticket that is shown once; the rest of the response is recorded. */
async function createSecret(path: string, body: unknown, member: 'key' | 'ticket'): Promise<string> {
  const { text } = await post(path, body);
  const secret: string = JSON.parse(text)[member];
  const last = responses.length - 1;
  responses[last] = text.replace(secret, '');
  return secret;
}

/** Runs a debate to any end and reads everything that is stored of it. */
async function runDebate(model: string): Promise<void> {
  const created = await post('/api/v1/debates', {
    question: 'What is kept?',
    preset: 'duel',
    panel: [{ model }, { model }],
    judge: { model },
    evidence: [{ name: 'a.md', text: 'A document.' }],
  });
  expect(created.status).toBe(202);
  const { id } = JSON.parse(created.text);
  const path = `/api/v1/debates/${id}`;
  await call(`${path}/events`);
  await call(`${path}/record?wait=5`);
  for (const format of ['md', 'json', 'jsonl', 'html']) await call(`${path}/export?format=${format}`);
  await call(`${path}/events`, { headers: { accept: 'application/json' } });
  await call(path);
  await call(path, { method: 'DELETE' });
}

/** The outcome of a handshake with this query. */
async function openSocket(query: string): Promise<'open' | number> {
  const ws = new WebSocket(`${program.url.replace('http', 'ws')}/ws${query}`);
  ws.on('error', () => {});
  const ending = await Promise.race([
    once(ws, 'open').then(() => 'open' as const),
    once(ws, 'unexpected-response').then(([, response]) => response.statusCode as number),
  ]);
  ws.close();
  return ending;
}

function expectNone(where: string, text: string, secrets: readonly string[]): void {
  for (const secret of secrets) expect([where, text.includes(secret)]).toEqual([where, false]);
}

const filesUnder = (path: string): string[] =>
  readdirSync(path, { recursive: true, withFileTypes: true }).flatMap((entry) =>
    entry.isFile() ? [join(entry.parentPath, entry.name)] : [],
  );

/** Uses keys and tickets correctly and incorrectly. Returns their texts. */
async function useKeys(): Promise<string[]> {
  const key = await createSecret('/api/v1/keys', { name: 'One', scopes: ['read', 'run', 'admin'] }, 'key');
  const path = `/api/v1/keys/${key.split('_')[1]}`;
  const next = await createSecret(`${path}/rotate`, {}, 'key');
  const used = await createSecret('/api/v1/tickets', {}, 'ticket');
  const unused = await createSecret('/api/v1/tickets', {}, 'ticket');
  expect(await openSocket(`?ticket=${used}`)).toBe('open');
  for (const wrong of [used, key, adminKey]) expect(await openSocket(`?ticket=${wrong}`)).toBe(401);
  await call(`/api/v1/debates?ticket=${unused}&key=${adminKey}`);
  // The response repeats the path to the client; the log must not contain it.
  await fetch(`${program.url}/nowhere/${key}`);
  await call('/api/v1/keys', { key: next });
  await call(path, { method: 'DELETE' });
  for (const wrong of [key, `${adminKey.slice(0, -1)}x`, canaries.pepper])
    await call('/api/v1/keys', { key: wrong });
  return [key.slice(-43), next.slice(-43), used, unused];
}

test('no secret appears in logs, responses, events, records, metrics or the database', {
  timeout: 60_000,
}, async () => {
  await Promise.all(
    ['rehearsal?tps=2000&ttftMs=5', 'anthropic:claude-test', 'compatible:test-model'].map(runDebate),
  );
  const secrets = [...Object.values(canaries), ...(await useKeys())];
  await post('/api/v1/debates', '{"question": ');
  await post('/api/v1/debates', { question: 'Q', judge: { model: 'anthropic:x' }, unknown: true });
  await post('/api/v1/keys', { name: 'x', scopes: ['none'] });
  for (const path of ['/metrics', '/ready', '/health', '/openapi.json', '/docs', '/']) await call(path);
  expect(await program.stop()).toBe(0);

  expectNone('the log', program.output(), secrets);
  expectNone('an answer', responses.join('\n'), secrets);
  for (const file of filesUnder(dataDir)) expectNone(file, readFileSync(file, 'latin1'), secrets);

  // Proves that each secret was in use.
  expect(responses.length).toBeGreaterThan(60);
  for (const key of [canaries.provider, canaries.compatible]) expect(receivedHeaders.join()).toContain(key);
  expect(program.output()).toMatch(/"path":"\/nowhere\/rk_[\w-]+_\[secret\]"/);
});

const databaseUrl = (scheme: string) => `${scheme}://rostrum:${canaries.password}@127.0.0.1:1/rostrum`;

/** All problems of the configuration are reported at once. */
const invalidVariables = {
  DATABASE_URL: databaseUrl('mysql'),
  REDIS_URL: databaseUrl('http'),
  ROSTRUM_ADMIN_KEY: `${adminKey}x`,
  ROSTRUM_KEY_PEPPER: 'CANARY-pepper',
  ROSTRUM_SIGNING_KEY: 'CANARY-signing',
  ROSTRUM_MODEL: 'anthropic',
};

test.each([
  [{ DATABASE_URL: databaseUrl('postgres') }, ['PostgreSQL at 127.0.0.1:1']],
  [invalidVariables, Object.keys(invalidVariables)],
])('a start that fails names the cause and no secret: %#', async (invalid, messages) => {
  const { exited, output } = spawnProgram({ ...env, ...invalid });
  expect(await exited).toBe(1);
  for (const message of messages) await until(() => output().includes(message), message, { last: output });
  expectNone('the error message', output(), ['CANARY']);
});
