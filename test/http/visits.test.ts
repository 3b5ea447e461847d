import { once } from 'node:events';
import { request } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { profile, withDifferences } from '../../app/contract/profiles.ts';
import { scopes } from '../../app/contract/route.ts';
import { createLocalBus } from '../../app/live/bus.ts';
import type { OpenDatabase } from '../support/databases.ts';
import { created } from '../support/debate-events.ts';
import { openStore, seed, type TestServer, testServer } from '../support/http.ts';
import { byKey, newKey, type TestKey } from '../support/keys.ts';
import { connectSocket, type SocketViewer } from '../support/socket-viewer.ts';
import { until } from '../support/until.ts';

/** So long that only word of a revocation can have come in time. */
const rare = withDifferences(profile('test'), { access: { recheckMs: 3_600_000 } });
const often = profile('test');

let database: OpenDatabase;
let debate: string;
const servers: TestServer[] = [];

beforeAll(async () => {
  database = await openStore();
  debate = await seed(database.store, [created]);
});
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
});
afterAll(() => database.close());

async function start(changes: Parameters<typeof testServer>[1] = {}): Promise<TestServer> {
  const server = await testServer(database.store, { rules: byKey, contract: rare, ...changes });
  servers.push(server);
  return server;
}

async function socket(server: TestServer, key: TestKey): Promise<SocketViewer> {
  const viewer = await connectSocket(server.server.url, { headers: key.headers });
  viewer.send({ type: 'subscribe', debate });
  await until(() => viewer.types().includes('subscribed'));
  return viewer;
}

/** An event stream that is open; `ended` has all that it said. */
async function stream(server: TestServer, { headers }: TestKey) {
  const asked = request(`${server.server.url}/api/v1/debates/${debate}/events`, { headers });
  asked.end();
  const [response] = await once(asked, 'response');
  let text = '';
  response.on('data', (bytes: Buffer) => {
    text += bytes;
  });
  const ended = once(response, 'end').then(() => text);
  await until(() => text.includes('subscribed'));
  return { ended };
}

/** A request that waits for the end of a debate; `answer` is what it is told. */
async function wait(server: TestServer, { headers, tenant }: TestKey) {
  const id = await seed(database.store, [created], tenant);
  const follow = vi.spyOn(server.parts.hub, 'follow');
  const answer = server.call(`/api/v1/debates/${id}/record?wait=5`, { headers });
  await until(() => follow.mock.calls.length > 0);
  return { answer };
}

const revoke = (server: TestServer, key: TestKey, admin: TestKey) =>
  server.call(`/api/v1/keys/${key.id}`, { method: 'DELETE', headers: admin.headers });
const last = (text: string) => JSON.parse(text.trim().split('\n').at(-1)?.replace('data: ', '') ?? '');
const end = { type: 'error', code: 'unauthenticated' };

describe('what is open with a key ends when it is revoked', () => {
  test('at once, streams and sockets, each with a last word, and nothing of other keys', async () => {
    const server = await start();
    const [key, other] = [await newKey(database.store, 'local'), await newKey(database.store, 'local')];
    const [viewer, stays, events] = [
      await socket(server, key),
      await socket(server, other),
      await stream(server, key),
    ];
    expect((await revoke(server, key, other)).status).toBe(204);
    await until(() => viewer.closed !== null);
    expect(viewer.closed).toEqual({ code: 1008, reason: 'revoked' });
    expect(viewer.frames().at(-1)).toMatchObject(end);
    expect(last(await events.ended)).toMatchObject(end);
    stays.send({ type: 'ping' });
    await until(() => stays.types().includes('pong'));
    expect(server.parts.gate.counts.revoked).toBe(2);
  });

  test('in other processes, as soon as they hear of it', async () => {
    const bus = createLocalBus();
    const [one, two] = [await start({ bus }), await start({ bus })];
    const [key, admin] = [await newKey(database.store, 'local'), await newKey(database.store, 'local')];
    const viewer = await socket(one, key);
    await revoke(two, key, admin);
    await until(() => viewer.closed !== null);
    expect(viewer.closed).toMatchObject({ code: 1008 });
  });

  test('here at once, though the bus is away', async () => {
    const away = { ...createLocalBus(), publish() {} };
    const server = await start({ bus: away });
    const [key, admin] = [await newKey(database.store, 'local'), await newKey(database.store, 'local')];
    const viewer = await socket(server, key);
    await revoke(server, key, admin);
    await until(() => viewer.closed !== null);
    expect(viewer.closed).toMatchObject({ code: 1008 });
  });

  test('even where word of it is lost, for keys are looked at again', async () => {
    const server = await start({ contract: often });
    const key = await newKey(database.store, 'local');
    const [viewer, events] = [await socket(server, key), await stream(server, key)];
    await database.store.revokeKey('local', key.id, new Date().toISOString());
    await until(() => viewer.closed !== null);
    expect(last(await events.ended)).toMatchObject(end);
  });

  test('also what only waits for a record, which is answered 401, and is no visit', async () => {
    const server = await start();
    const [key, admin] = [await newKey(database.store, 'waits'), await newKey(database.store, 'waits')];
    const { answer } = await wait(server, key);
    await revoke(server, key, admin);
    const { json, headers } = await answer;
    expect(json).toMatchObject({ status: 401, code: 'unauthenticated' });
    expect(json.detail).toContain('not valid any more');
    expect(headers.get('www-authenticate')).toContain('Bearer');
    await server.parts.gate.audit.flush();
    const noted = (await database.store.audit('waits', 10)).map(({ action }) => action);
    expect(noted).not.toContain('connect');
  });

  test('and when it expires', async () => {
    let now = new Date();
    const server = await start({ contract: often, now: () => now });
    const expiresAt = new Date(now.getTime() + 60_000).toISOString();
    const key = await newKey(database.store, 'local', scopes, { expiresAt });
    const viewer = await socket(server, key);
    now = new Date(expiresAt);
    await until(() => viewer.closed !== null);
    expect(viewer.closed).toMatchObject({ code: 1008, reason: 'revoked' });
  });
});

test('while keys cannot be looked at, what is open stays so', async () => {
  let asked = 0;
  const stillLive = async () => {
    asked += 1;
    throw Object.assign(new Error('gone'), { code: 'ECONNREFUSED' });
  };
  const parts = { rules: byKey, contract: often };
  const server = await testServer({ ...database.store, stillLive }, parts);
  servers.push(server);
  const viewer = await socket(server, await newKey(database.store, 'local'));
  await until(() => asked > 2);
  viewer.send({ type: 'ping' });
  await until(() => viewer.types().includes('pong'));
  expect(viewer.closed).toBeNull();
});

test('who came and went stands in the audit log, and why they went', async () => {
  const server = await start();
  const [key, admin] = [await newKey(database.store, 'watched'), await newKey(database.store, 'watched')];
  const viewer = await connectSocket(server.server.url, { headers: key.headers });
  const leaving = await connectSocket(server.server.url, { headers: key.headers });
  leaving.ws.close();
  await until(() => leaving.closed !== null);
  await revoke(server, key, admin);
  await until(() => viewer.closed !== null);
  const noted = async () =>
    (await database.store.audit('watched', 10)).filter(({ administrative }) => !administrative).reverse();
  await until(async () => (await noted()).length === 4);
  const by = { actor: `key/${key.id}`, subject: 'socket', address: '127.0.0.1' };
  expect(await noted()).toMatchObject([
    { ...by, action: 'connect', outcome: 'done' },
    { ...by, action: 'connect', outcome: 'done' },
    { ...by, action: 'close', outcome: 'done' },
    { ...by, action: 'close', outcome: 'revoked' },
  ]);
});
