import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { OpenDatabase } from '../support/databases.ts';
import { openStore, seed, type TestServer, testServer } from '../support/http.ts';
import { byKey, newKey, type TestKey } from '../support/keys.ts';
import { connectSocket, type SocketViewer } from '../support/socket-viewer.ts';
import { until } from '../support/until.ts';
import { openDebate } from '../support/worked-debate.ts';

let database: OpenDatabase;
let server: TestServer;
let key: TestKey;
let debate: string;
let lateMs = 0;
const open: SocketViewer[] = [];

beforeAll(async () => {
  database = await openStore();
  const now = () => new Date(Date.now() + lateMs);
  server = await testServer(database.store, { rules: byKey, now });
  key = await newKey(database.store, 'local');
  debate = await seed(database.store, openDebate().events);
});

afterEach(() => {
  for (const { ws } of open.splice(0)) ws.terminate();
  lateMs = 0;
});

afterAll(async () => {
  await server.stop();
  await database.close();
});

const issue = async (body?: object, headers: Readonly<Record<string, string>> = key.headers) =>
  server.call('/api/v1/tickets', { method: 'POST', headers, ...(body && { body }) });
const ticketFor = async (body?: object): Promise<string> => (await issue(body)).json.ticket;

async function connect(query: string, options = {}): Promise<SocketViewer> {
  const viewer = await connectSocket(`${server.server.url}`, options, query);
  open.push(viewer);
  return viewer;
}

/** The status that a handshake is refused with. */
async function refusal(query: string, options = {}): Promise<number> {
  const ws = new WebSocket(`${server.server.url.replace('http', 'ws')}/ws${query}`, options);
  ws.on('error', () => {});
  const [, response] = await once(ws, 'unexpected-response');
  ws.terminate();
  return response.statusCode;
}

describe('a ticket', () => {
  test('opens one socket', async () => {
    const ticket = await ticketFor();
    const viewer = await connect(`?ticket=${ticket}`);
    viewer.send({ type: 'subscribe', debate });
    await until(() => viewer.types().includes('subscribed'));
    expect(await refusal(`?ticket=${ticket}`)).toBe(401);
  });

  test('is for whoever has a key, and says until when it is good', async () => {
    expect((await issue(undefined, {})).status).toBe(401);
    const { status, json } = await issue({});
    expect(status).toBe(201);
    expect(json.ticket).toMatch(/^rt_[\w-]{43}$/);
    expect(Date.parse(json.expiresAt) - Date.now()).toBeLessThanOrEqual(30_000);
  });

  test('is good for half a minute', async () => {
    const [early, late] = [await ticketFor(), await ticketFor()];
    lateMs = 29_000;
    await connect(`?ticket=${early}`);
    lateMs = 30_001;
    expect(await refusal(`?ticket=${late}`)).toBe(401);
  });

  test('for one debate lets its socket watch that one only', async () => {
    const other = await seed(database.store, openDebate().events);
    const viewer = await connect(`?ticket=${await ticketFor({ debate })}`);
    viewer.send({ type: 'subscribe', debate: other });
    viewer.send({ type: 'subscribe', debate });
    await until(() => viewer.types().includes('subscribed'));
    expect(viewer.frames()).toContainEqual(
      expect.objectContaining({ type: 'error', code: 'not-found', debate: other }),
    );
    expect(viewer.events().every((event) => event.debate === debate)).toBe(true);
  });

  test('cannot be had for a debate that is not there, or with members that mean nothing', async () => {
    expect((await issue({ debate: 'none' })).status).toBe(404);
    expect((await issue({ debates: [debate] })).status).toBe(422);
  });

  test('is stored as a hash', async () => {
    const tickets: string[] = [];
    const store = {
      ...database.store,
      addTicket: async (kept: object) => void tickets.push(JSON.stringify(kept)),
    };
    const other = await testServer(store, { rules: byKey });
    const { json } = await other.call('/api/v1/tickets', { method: 'POST', headers: key.headers });
    await other.stop();
    expect(tickets).toHaveLength(1);
    expect(tickets[0]).not.toContain(json.ticket.slice(3));
  });

  test('is not good any more once its key is revoked', async () => {
    const short = await newKey(database.store, 'local');
    const { json } = await issue({}, short.headers);
    await database.store.revokeKey('local', short.id, new Date().toISOString());
    expect(await refusal(`?ticket=${json.ticket}`)).toBe(401);
  });

  test.each(['rt_nonsense', '', 'rk_0123456789abcdef_abc'])('%j is none', async (text) => {
    expect(await refusal(`?ticket=${text}`)).toBe(401);
  });

  test('is of no use anywhere else, and never logged', async () => {
    const ticket = await ticketFor();
    expect((await server.call(`/api/v1/debates?ticket=${ticket}`)).status).toBe(401);
    const headers = { authorization: `Bearer ${ticket}` };
    expect((await server.call('/api/v1/debates', { headers })).status).toBe(401);
    await connect(`?ticket=${ticket}`);
    await refusal(`?ticket=${ticket}`);
    expect(JSON.stringify(server.lines)).not.toContain(ticket.slice(3));
  });
});

describe('the socket of a program', () => {
  test('opens with its key as Bearer', async () => {
    const viewer = await connect('', { headers: key.headers });
    viewer.send({ type: 'subscribe', debate });
    await until(() => viewer.types().includes('subscribed'));
  });

  test('is refused without one, and with one in the address', async () => {
    expect(await refusal('')).toBe(401);
    expect(await refusal(`?key=${key.text}`)).toBe(401);
    expect(await refusal(`?ticket=${key.text}`)).toBe(401);
  });

  test('is refused to a key that may not read', async () => {
    const { headers } = await newKey(database.store, 'local', ['run', 'admin']);
    expect(await refusal('', { headers })).toBe(403);
  });
});

test('an open server opens sockets as before, with a ticket or without', async () => {
  const free = await testServer(database.store);
  const { json } = await free.call('/api/v1/tickets', { method: 'POST' });
  for (const query of ['', `?ticket=${json.ticket}`])
    open.push(await connectSocket(free.server.url, {}, query));
  await free.stop();
});
