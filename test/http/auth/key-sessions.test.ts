import { once } from 'node:events';
import { request } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { applyOverrides } from '../../../app/contract/overrides.ts';
import { profile } from '../../../app/contract/profiles.ts';
import { createLocalBus } from '../../../app/live/bus.ts';
import { keyScopes } from '../../../app/shared/key-scope.ts';
import { debateCreated } from '../../support/debates/events.ts';
import { createTestKey, keyedAccess, type TestKey } from '../../support/http/api-keys.ts';
import { openStore, seedDebate, startTestServer, type TestServer } from '../../support/http/test-app.ts';
import { connectSocket, type WebSocketClient } from '../../support/live/websocket-client.ts';
import type { OpenDatabase } from '../../support/stores/databases.ts';
import { until } from '../../support/until.ts';

/** Revalidation is so rare that only the revocation message can be in time. */
const slowRevalidation = applyOverrides(profile('test'), { access: { revalidateIntervalMs: 3_600_000 } });
const fastRevalidation = profile('test');

let database: OpenDatabase;
let debate: string;
const servers: TestServer[] = [];

beforeAll(async () => {
  database = await openStore();
  debate = await seedDebate(database.store, [debateCreated]);
});
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
});
afterAll(() => database.close());

async function start(changes: Parameters<typeof startTestServer>[1] = {}): Promise<TestServer> {
  const server = await startTestServer(database.store, {
    policy: keyedAccess,
    contract: slowRevalidation,
    ...changes,
  });
  servers.push(server);
  return server;
}

async function openSocket(server: TestServer, key: TestKey): Promise<WebSocketClient> {
  const viewer = await connectSocket(server.server.url, { headers: key.headers });
  viewer.send({ type: 'subscribe', debate });
  await until(() => viewer.types().includes('subscribed'), 'the frame subscribed', {
    last: () => viewer.types(),
  });
  return viewer;
}

/** An open event stream; `ended` resolves to its whole text. */
async function openStream(server: TestServer, { headers }: TestKey) {
  const streamRequest = request(`${server.server.url}/api/v1/debates/${debate}/events`, { headers });
  streamRequest.end();
  const [response] = await once(streamRequest, 'response');
  let text = '';
  response.on('data', (bytes: Buffer) => {
    text += bytes;
  });
  const ended = once(response, 'end').then(() => text);
  await until(() => text.includes('subscribed'), 'the subscription', { last: () => text });
  return { ended };
}

/** A long poll for the end of a debate; `answer` is its response. */
async function waitForRecord(server: TestServer, { headers, tenant }: TestKey) {
  const id = await seedDebate(database.store, [debateCreated], tenant);
  const follow = vi.spyOn(server.deps.hub, 'subscribe');
  const answer = server.call(`/api/v1/debates/${id}/record?wait=5`, { headers });
  await until(() => follow.mock.calls.length > 0, 'a call of follow');
  return { answer };
}

const revoke = (server: TestServer, key: TestKey, admin: TestKey) =>
  server.call(`/api/v1/keys/${key.id}`, { method: 'DELETE', headers: admin.headers });
const lastFrame = (text: string) => JSON.parse(text.trim().split('\n').at(-1)?.replace('data: ', '') ?? '');
const revokedFrame = { type: 'error', code: 'unauthenticated' };

describe('the connections of a key are closed', () => {
  test('at once when it is revoked, with a final frame, and those of other keys are not', async () => {
    const server = await start();
    const [key, other] = [
      await createTestKey(database.store, 'local'),
      await createTestKey(database.store, 'local'),
    ];
    const [viewer, stays, events] = [
      await openSocket(server, key),
      await openSocket(server, other),
      await openStream(server, key),
    ];
    expect((await revoke(server, key, other)).status).toBe(204);
    await until(() => viewer.closed !== null, 'the socket to close', { last: () => viewer.frames() });
    expect(viewer.closed).toEqual({ code: 1008, reason: 'revoked' });
    expect(viewer.frames().at(-1)).toMatchObject(revokedFrame);
    expect(lastFrame(await events.ended)).toMatchObject(revokedFrame);
    stays.send({ type: 'ping' });
    await until(() => stays.types().includes('pong'), 'the frame pong', { last: () => stays.types() });
    expect(server.deps.accessControl.stats.revoked).toBe(2);
  });

  test('in other processes when the revocation message arrives', async () => {
    const bus = createLocalBus();
    const [one, two] = [await start({ bus }), await start({ bus })];
    const [key, admin] = [
      await createTestKey(database.store, 'local'),
      await createTestKey(database.store, 'local'),
    ];
    const viewer = await openSocket(one, key);
    await revoke(two, key, admin);
    await until(() => viewer.closed !== null, 'the socket to close', { last: () => viewer.frames() });
    expect(viewer.closed).toMatchObject({ code: 1008 });
  });

  test('in this process at once even if the bus is unavailable', async () => {
    const away = { ...createLocalBus(), publish() {} };
    const server = await start({ bus: away });
    const [key, admin] = [
      await createTestKey(database.store, 'local'),
      await createTestKey(database.store, 'local'),
    ];
    const viewer = await openSocket(server, key);
    await revoke(server, key, admin);
    await until(() => viewer.closed !== null, 'the socket to close', { last: () => viewer.frames() });
    expect(viewer.closed).toMatchObject({ code: 1008 });
  });

  test('at the next revalidation if the revocation message is lost', async () => {
    const server = await start({ contract: fastRevalidation });
    const key = await createTestKey(database.store, 'local');
    const [viewer, events] = [await openSocket(server, key), await openStream(server, key)];
    await database.store.revokeKey('local', key.id, new Date().toISOString());
    await until(() => viewer.closed !== null, 'the socket to close', { last: () => viewer.frames() });
    expect(lastFrame(await events.ended)).toMatchObject(revokedFrame);
  });

  test('including long polls, which are answered 401 and have no entry in the audit log', async () => {
    const server = await start();
    const [key, admin] = [
      await createTestKey(database.store, 'waits'),
      await createTestKey(database.store, 'waits'),
    ];
    const { answer } = await waitForRecord(server, key);
    await revoke(server, key, admin);
    const { json, headers } = await answer;
    expect(json).toMatchObject({ status: 401, code: 'unauthenticated' });
    expect(json.detail).toContain('no longer valid');
    expect(headers.get('www-authenticate')).toContain('Bearer');
    await server.deps.accessControl.auditLog.flush();
    const noted = (await database.store.listAuditEntries('waits', 10)).map(({ action }) => action);
    expect(noted).not.toContain('connect');
  });

  test('when it expires', async () => {
    let now = new Date();
    const server = await start({ contract: fastRevalidation, now: () => now });
    const expiresAt = new Date(now.getTime() + 60_000).toISOString();
    const key = await createTestKey(database.store, 'local', keyScopes, { expiresAt });
    const viewer = await openSocket(server, key);
    now = new Date(expiresAt);
    await until(() => viewer.closed !== null, 'the socket to close', { last: () => viewer.frames() });
    expect(viewer.closed).toMatchObject({ code: 1008, reason: 'revoked' });
  });
});

test('connections stay open while keys cannot be revalidated', async () => {
  let asked = 0;
  const filterActiveKeys = async () => {
    asked += 1;
    throw Object.assign(new Error('gone'), { code: 'ECONNREFUSED' });
  };
  const overrides = { policy: keyedAccess, contract: fastRevalidation };
  const server = await startTestServer({ ...database.store, filterActiveKeys }, overrides);
  servers.push(server);
  const viewer = await openSocket(server, await createTestKey(database.store, 'local'));
  await until(() => asked > 2, 'three lookups of the key', { last: () => asked });
  viewer.send({ type: 'ping' });
  await until(() => viewer.types().includes('pong'), 'the frame pong', { last: () => viewer.types() });
  expect(viewer.closed).toBeNull();
});

test('opened and closed connections are in the audit log with their outcome', async () => {
  const server = await start();
  const [key, admin] = [
    await createTestKey(database.store, 'watched'),
    await createTestKey(database.store, 'watched'),
  ];
  const viewer = await connectSocket(server.server.url, { headers: key.headers });
  const leaving = await connectSocket(server.server.url, { headers: key.headers });
  leaving.ws.close();
  await until(() => leaving.closed !== null, 'the socket to close', { last: () => leaving.frames() });
  await revoke(server, key, admin);
  await until(() => viewer.closed !== null, 'the socket to close', { last: () => viewer.frames() });
  const noted = async () =>
    (await database.store.listAuditEntries('watched', 10))
      .filter(({ administrative }) => !administrative)
      .reverse();
  await until(async () => (await noted()).length === 4, 'four audit entries', { last: () => noted() });
  const by = { actor: `key/${key.id}`, subject: 'socket', address: '127.0.0.1' };
  expect(await noted()).toMatchObject([
    { ...by, action: 'connect', outcome: 'done' },
    { ...by, action: 'connect', outcome: 'done' },
    { ...by, action: 'close', outcome: 'done' },
    { ...by, action: 'close', outcome: 'revoked' },
  ]);
});
