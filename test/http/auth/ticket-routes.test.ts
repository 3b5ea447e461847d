import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { openQuestionDebate } from '../../support/debates/sample-debates.ts';
import { createTestKey, keyedAccess, type TestKey } from '../../support/http/api-keys.ts';
import { openStore, seedDebate, startTestServer, type TestServer } from '../../support/http/test-app.ts';
import { connectSocket, type WebSocketClient } from '../../support/live/websocket-client.ts';
import type { OpenDatabase } from '../../support/stores/databases.ts';
import { until } from '../../support/until.ts';

let database: OpenDatabase;
let server: TestServer;
let key: TestKey;
let debate: string;
let lateMs = 0;
const openSockets: WebSocketClient[] = [];

beforeAll(async () => {
  database = await openStore();
  const now = () => new Date(Date.now() + lateMs);
  server = await startTestServer(database.store, { policy: keyedAccess, now });
  key = await createTestKey(database.store, 'local');
  debate = await seedDebate(database.store, openQuestionDebate().events);
});

afterEach(() => {
  for (const { ws } of openSockets.splice(0)) ws.terminate();
  lateMs = 0;
});

afterAll(async () => {
  await server.stop();
  await database.close();
});

const issueTicket = async (body?: object, headers: Readonly<Record<string, string>> = key.headers) =>
  server.call('/api/v1/tickets', { method: 'POST', headers, ...(body && { body }) });
const createTicket = async (body?: object): Promise<string> => (await issueTicket(body)).json.ticket;

async function connect(query: string, options = {}): Promise<WebSocketClient> {
  const viewer = await connectSocket(`${server.server.url}`, options, query);
  openSockets.push(viewer);
  return viewer;
}

/** The status that a handshake is refused with. */
async function refusedStatus(query: string, options = {}): Promise<number> {
  const ws = new WebSocket(`${server.server.url.replace('http', 'ws')}/ws${query}`, options);
  ws.on('error', () => {});
  const [, response] = await once(ws, 'unexpected-response');
  ws.terminate();
  return response.statusCode;
}

describe('a ticket', () => {
  test('opens one socket', async () => {
    const ticket = await createTicket();
    const viewer = await connect(`?ticket=${ticket}`);
    viewer.send({ type: 'subscribe', debate });
    await until(() => viewer.types().includes('subscribed'), 'the frame subscribed', {
      last: () => viewer.types(),
    });
    expect(await refusedStatus(`?ticket=${ticket}`)).toBe(401);
  });

  test('is for whoever has a key, and says until when it is good', async () => {
    expect((await issueTicket(undefined, {})).status).toBe(401);
    const { status, json } = await issueTicket({});
    expect(status).toBe(201);
    expect(json.ticket).toMatch(/^rt_[\w-]{43}$/);
    expect(Date.parse(json.expiresAt) - Date.now()).toBeLessThanOrEqual(30_000);
  });

  test('is good for half a minute', async () => {
    const [early, late] = [await createTicket(), await createTicket()];
    lateMs = 29_000;
    await connect(`?ticket=${early}`);
    lateMs = 30_001;
    expect(await refusedStatus(`?ticket=${late}`)).toBe(401);
  });

  test('for one debate lets its socket watch that one only', async () => {
    const other = await seedDebate(database.store, openQuestionDebate().events);
    const viewer = await connect(`?ticket=${await createTicket({ debate })}`);
    viewer.send({ type: 'subscribe', debate: other });
    viewer.send({ type: 'subscribe', debate });
    await until(() => viewer.types().includes('subscribed'), 'the frame subscribed', {
      last: () => viewer.types(),
    });
    expect(viewer.frames()).toContainEqual(
      expect.objectContaining({ type: 'error', code: 'not-found', debate: other }),
    );
    expect(viewer.events().every((event) => event.debate === debate)).toBe(true);
  });

  test('cannot be had for a debate that is not there, or with members that mean nothing', async () => {
    expect((await issueTicket({ debate: 'none' })).status).toBe(404);
    expect((await issueTicket({ debates: [debate] })).status).toBe(422);
  });

  test('is stored as a hash', async () => {
    const tickets: string[] = [];
    const store = {
      ...database.store,
      addTicket: async (kept: object) => void tickets.push(JSON.stringify(kept)),
    };
    const other = await startTestServer(store, { policy: keyedAccess });
    const { json } = await other.call('/api/v1/tickets', { method: 'POST', headers: key.headers });
    await other.stop();
    expect(tickets).toHaveLength(1);
    expect(tickets[0]).not.toContain(json.ticket.slice(3));
  });

  test('is not good any more once its key is revoked', async () => {
    const short = await createTestKey(database.store, 'local');
    const { json } = await issueTicket({}, short.headers);
    await database.store.revokeKey('local', short.id, new Date().toISOString());
    expect(await refusedStatus(`?ticket=${json.ticket}`)).toBe(401);
  });

  test.each(['rt_nonsense', '', 'rk_0123456789abcdef_abc'])('%j is none', async (text) => {
    expect(await refusedStatus(`?ticket=${text}`)).toBe(401);
  });

  test('is of no use anywhere else, and never logged', async () => {
    const ticket = await createTicket();
    expect((await server.call(`/api/v1/debates?ticket=${ticket}`)).status).toBe(401);
    const headers = { authorization: `Bearer ${ticket}` };
    expect((await server.call('/api/v1/debates', { headers })).status).toBe(401);
    await connect(`?ticket=${ticket}`);
    await refusedStatus(`?ticket=${ticket}`);
    expect(JSON.stringify(server.logLines)).not.toContain(ticket.slice(3));
  });
});

describe('the socket of a program', () => {
  test('opens with its key as Bearer', async () => {
    const viewer = await connect('', { headers: key.headers });
    viewer.send({ type: 'subscribe', debate });
    await until(() => viewer.types().includes('subscribed'), 'the frame subscribed', {
      last: () => viewer.types(),
    });
  });

  test('is refused without one, and with one in the address', async () => {
    expect(await refusedStatus('')).toBe(401);
    expect(await refusedStatus(`?key=${key.credential}`)).toBe(401);
    expect(await refusedStatus(`?ticket=${key.credential}`)).toBe(401);
  });

  test('is refused to a key that may not read', async () => {
    const { headers } = await createTestKey(database.store, 'local', ['run', 'admin']);
    expect(await refusedStatus('', { headers })).toBe(403);
  });
});

test('an open server opens sockets as before, with a ticket or without', async () => {
  const free = await startTestServer(database.store);
  const { json } = await free.call('/api/v1/tickets', { method: 'POST' });
  for (const query of ['', `?ticket=${json.ticket}`])
    openSockets.push(await connectSocket(free.server.url, {}, query));
  await free.stop();
});
