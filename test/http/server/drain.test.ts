import { once } from 'node:events';
import { Agent, get, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { applyOverrides } from '../../../app/contract/overrides.ts';
import { profile } from '../../../app/contract/profiles.ts';
import { type Bus, createLocalBus } from '../../../app/live/bus.ts';
import { debateCreated } from '../../support/debates/events.ts';
import { openStore, seedDebate, startTestServer, type TestServer } from '../../support/http/test-app.ts';
import type { OpenDatabase } from '../../support/stores/databases.ts';
import { until } from '../../support/until.ts';

/** A wait that only the drain can end within a test. */
const waitSeconds = 3600;
const contract = applyOverrides(profile('test'), {
  limits: { waitSecondsMax: waitSeconds },
  classes: { api: { deadlineMs: 2 * waitSeconds * 1000 } },
});

let database: OpenDatabase;
let debate: string;
let server: TestServer;
let draining: AbortController;
let cut: AbortController;
/** Each has one connection, opened before the drain begins, as browsers and gateways keep them. */
let agents: Agent[];
/** Debates that the process has begun to watch. */
let watching: number;

beforeAll(async () => {
  database = await openStore();
  debate = await seedDebate(database.store, [debateCreated]);
});
beforeEach(async () => {
  [draining, cut, agents] = [new AbortController(), new AbortController(), []];
  const bus = createLocalBus();
  watching = 0;
  const subscribe: Bus['subscribe'] = (...args) => {
    watching += 1;
    return bus.subscribe(...args);
  };
  server = await startTestServer(database.store, {
    contract,
    bus: { ...bus, subscribe },
    drainSignal: draining.signal,
  });
});
afterEach(async () => {
  for (const agent of agents) agent.destroy();
  await server.stop();
});
afterAll(() => database.close());

async function request(agent: Agent, path: string): Promise<IncomingMessage> {
  const sent = get(`${server.server.url}${path}`, { agent, headers: { accept: 'text/event-stream' } });
  const [response]: IncomingMessage[] = await once(sent, 'response');
  if (!response) throw new Error('no response');
  return response;
}

async function connectionBeforeDrain(): Promise<Agent> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  agents.push(agent);
  const response = await request(agent, '/healthz');
  expect(response.headers.connection).toBe('keep-alive');
  await text(response);
  return agent;
}

/** Begins to drain as a process that is replaced. */
function drain(): Promise<void> {
  draining.abort();
  return server.server.close(cut.signal, 'replaced');
}

test('every response of a draining process closes its connection', async () => {
  const kept = await Promise.all([1, 2, 3].map(connectionBeforeDrain));
  const closed = drain();
  const paths = ['/healthz', '/none', '/api/v1/debates'];
  const responses = await Promise.all(kept.map((agent, index) => request(agent, paths[index] ?? '')));
  expect(responses.map(({ statusCode }) => statusCode)).toEqual([200, 404, 200]);
  expect(responses.map(({ headers }) => headers.connection)).toEqual(['close', 'close', 'close']);
  await Promise.all(responses.map(text));
  // It ends because all connections have closed, not because its time is over.
  await closed;
});

test('a request that is on its way when the last response ends is answered', async () => {
  const agent = await connectionBeforeDrain();
  draining.abort();
  const closed = server.server.close(cut.signal, 'stopped');
  // By now nothing is left to wait for.
  await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
  const response = await request(agent, '/healthz');
  expect([response.statusCode, response.headers.connection]).toEqual([200, 'close']);
  await text(response);
  await closed;
});

test('an event stream on a connection from before the drain ends with a time to reconnect after', async () => {
  const agent = await connectionBeforeDrain();
  const events = `/api/v1/debates/${debate}/events`;
  const before = await request(agent, events);
  const closed = drain();
  expect(await text(before)).toMatch(/retry: \d+\nevent: reconnect\n/);
  // The stream has ended without closing the connection, on which an EventSource comes back.
  const after = await request(agent, events);
  expect([after.statusCode, after.headers.connection]).toEqual([200, 'close']);
  expect(await text(after)).toMatch(/retry: \d+\nevent: reconnect\n/);
  await closed;
});

test('a WebSocket that is opened during the drain is asked to reconnect', async () => {
  const agent = await connectionBeforeDrain();
  const closed = drain();
  const socket = new WebSocket(`${server.server.url.replace('http', 'ws')}/ws`, { agent });
  const frames: { type: string }[] = [];
  socket.on('message', (data) => frames.push(JSON.parse(String(data))));
  const [code] = await once(socket, 'close');
  expect(code).toBe(1012);
  expect(frames.at(-1)).toMatchObject({ type: 'reconnect', retryMs: expect.any(Number) });
  await closed;
});

test('a long poll is answered when the drain begins, and one that comes later at once', async () => {
  const [first, second] = await Promise.all([1, 2].map(connectionBeforeDrain));
  if (!first || !second) throw new Error('no connections');
  const path = `/api/v1/debates/${debate}/record?wait=${waitSeconds}`;
  const waiting = request(first, path);
  await until(() => watching > 0, 'the wait to begin');
  const closed = drain();
  for (const response of [await waiting, await request(second, path)]) {
    expect(response.statusCode).toBe(202);
    expect(response.headers).toMatchObject({ connection: 'close', 'retry-after': '2' });
    expect(JSON.parse(await text(response))).toMatchObject({ id: debate });
  }
  await closed;
});
