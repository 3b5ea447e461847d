import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { applyOverrides } from '../../../app/contract/overrides.ts';
import { profile } from '../../../app/contract/profiles.ts';
import { debateCreated } from '../../support/debates/events.ts';
import { createTestKey, keyedAccess, type TestKey } from '../../support/http/api-keys.ts';
import { openStore, seedDebate, startTestServer, type TestServer } from '../../support/http/test-app.ts';
import { connectSocket } from '../../support/live/websocket-client.ts';
import type { OpenDatabase } from '../../support/stores/databases.ts';
import { until } from '../../support/until.ts';

const contract = applyOverrides(profile('test'), { live: { viewersPerKeyMax: 2 } });

let database: OpenDatabase;
let server: TestServer;
let debate: string;

beforeAll(async () => {
  database = await openStore();
  debate = await seedDebate(database.store, [debateCreated]);
});
afterEach(() => server.stop());
afterAll(() => database.close());

const start = async (changes: Parameters<typeof startTestServer>[1] = {}) => {
  server = await startTestServer(database.store, { policy: keyedAccess, contract, ...changes });
};
const key = (): Promise<TestKey> => createTestKey(database.store, 'local');
const events = () => `/api/v1/debates/${debate}/events`;

/** Sends a request; returns its response and a function that disconnects. */
async function openRequest(path: string, headers: Readonly<Record<string, string>>) {
  const sent = request(`${server.server.url}${path}`, { headers, agent: false });
  sent.on('error', () => {});
  sent.end();
  const [response]: IncomingMessage[] = await Promise.race([once(sent, 'response'), once(sent, 'upgrade')]);
  if (!response) throw new Error('no answer');
  return { response, leave: () => sent.destroy() };
}

const stream = ({ headers }: Pick<TestKey, 'headers'>) => openRequest(events(), headers);
const handshake = (credential: Readonly<Record<string, string>>, query = '') =>
  openRequest(`/ws${query}`, {
    ...credential,
    connection: 'Upgrade',
    upgrade: 'websocket',
    'sec-websocket-version': '13',
    'sec-websocket-key': Buffer.alloc(16).toString('base64'),
  });
const statusOf = async (asked: Promise<{ readonly response: IncomingMessage }>) =>
  (await asked).response.statusCode;

test('a key above its limit of streams and sockets is refused with Retry-After', async () => {
  await start();
  const [mine, other] = [await key(), await key()];
  const first = await stream(mine);
  await connectSocket(server.server.url, { headers: mine.headers });
  const { response } = await stream(mine);
  expect(response.headers['retry-after']).toBe('2');
  expect(JSON.parse(await text(response))).toMatchObject({ status: 429, code: 'connection-limit' });
  const socket = await handshake(mine.headers);
  expect([socket.response.statusCode, socket.response.headers['retry-after']]).toEqual([429, '2']);
  expect(await statusOf(stream(other))).toBe(200);
  expect(await statusOf(handshake(other.headers))).toBe(101);

  first.leave();
  await until(async () => (await statusOf(stream(mine))) === 200, 'a free place for the viewer');
  expect(await statusOf(handshake(mine.headers))).toBe(429);
});

test('concurrent requests of a key cannot exceed the limit', async () => {
  await start();
  const { headers } = await key();
  const all = await Promise.all(Array.from({ length: 8 }, () => statusOf(handshake(headers))));
  expect(all.sort()).toEqual([101, 101, 429, 429, 429, 429, 429, 429]);
});

test('tickets count towards the limit of their key', async () => {
  await start();
  const { headers } = await key();
  const withTicket = async () => {
    const { json } = await server.call('/api/v1/tickets', { method: 'POST', headers });
    return statusOf(handshake({}, `?ticket=${json.ticket}`));
  };
  expect([await withTicket(), await withTicket(), await withTicket()]).toEqual([101, 101, 429]);
});

test('without keys only the limit of the process applies', async () => {
  await start({ policy: { isOpen: true, pepper: null, origins: [] } });
  const all = await Promise.all(Array.from({ length: 5 }, () => statusOf(handshake({}))));
  expect(all).toEqual([101, 101, 101, 101, 101]);
  expect(profile('development').live.viewersPerKeyMax).toBeNull();
  expect(profile('production').live.viewersPerKeyMax).toBeLessThan(profile('production').live.viewersMax);
});
