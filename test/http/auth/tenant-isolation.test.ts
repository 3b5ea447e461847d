import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Route } from '../../../app/contract/route.ts';
import { type RouteName, routes } from '../../../app/contract/routes.ts';
import { foldEvents } from '../../../app/debate/core/evolve.ts';
import { summarizeDebate } from '../../../app/debate/views/summary.ts';
import { publishEvents, topics } from '../../../app/live/messages.ts';
import { debateCreated, noteAdded } from '../../support/debates/events.ts';
import { closedQuestionDebate } from '../../support/debates/sample-debates.ts';
import { createTestKey, keyedAccess, type TestKey } from '../../support/http/api-keys.ts';
import {
  openStore,
  seedDebate,
  startTestServer,
  type TestResponse,
  type TestServer,
} from '../../support/http/test-app.ts';
import { connectSocket, type WebSocketClient } from '../../support/live/websocket-client.ts';
import type { OpenDatabase } from '../../support/stores/databases.ts';
import { until } from '../../support/until.ts';

let database: OpenDatabase;
let server: TestServer;
let owner: TestKey;
let stranger: TestKey;
/** Debates of the owner: one has ended, one runs. */
let ended: string;
let running: string;
/** A panel of the owner. */
const panel = { name: 'lawyers', settings: { rounds: 1 }, updatedAt: '2026-01-01T00:00:00.000Z' };

beforeAll(async () => {
  database = await openStore();
  server = await startTestServer(database.store, { policy: keyedAccess });
  [owner, stranger] = [
    await createTestKey(database.store, 'owner'),
    await createTestKey(database.store, 'stranger'),
  ];
  ended = await seedDebate(database.store, closedQuestionDebate().events, 'owner');
  running = await seedDebate(database.store, [debateCreated], 'owner');
  await database.store.savePanel({ ...panel, tenant: 'owner', panelsMax: 1 });
});

afterAll(async () => {
  await server.stop();
  await database.close();
});

const callAs = (path: string, key: TestKey, method = 'GET', body?: object): Promise<TestResponse> =>
  server.call(path, { method, headers: key.headers, ...(body && { body }) });

/** The parameters that a route needs, in addition to the name of what is owned, to succeed for its owner. */
type RouteInputs = { readonly path?: string; readonly body?: object } | 'no owned resource';

const noOwner = 'no owned resource';

/** Covers every route: a new route in the table is a compile error until it is added here. */
const routeInputs: Readonly<Record<RouteName, RouteInputs>> = {
  page: noOwner,
  debatePage: noOwner,
  keysPage: noOwner,
  assets: noOwner,
  docs: noOwner,
  guides: noOwner,
  guide: noOwner,
  openapi: noOwner,
  createDebate: noOwner,
  estimateDebate: noOwner,
  listDebates: noOwner,
  getDebate: {},
  renameDebate: { body: { title: 'Mine' } },
  deleteDebate: {},
  debateEvents: {},
  debateEvidence: {},
  debateRecord: {},
  debateWebhook: {},
  listPanels: noOwner,
  getPanel: {},
  savePanel: noOwner,
  deletePanel: {},
  usage: noOwner,
  statistics: noOwner,
  webhookSecret: noOwner,
  exportDebate: { path: '?format=jsonl' },
  signingKeys: noOwner,
  cancelDebate: {},
  pauseDebate: {},
  resumeDebate: {},
  concludeDebate: {},
  extendDebate: { body: { deadlineSeconds: 3600 } },
  approveDecision: {},
  followUpDebate: { body: { question: 'And then?' } },
  rerunDebate: { body: {} },
  addNote: { body: { text: 'a note' } },
  listAgents: noOwner,
  createTicket: { body: { debate: 'in the body' } },
  createKey: noOwner,
  listKeys: noOwner,
  revokeKey: {},
  rotateKey: {},
  getSession: noOwner,
  startSession: noOwner,
  endSession: noOwner,
  signInOptions: noOwner,
  startSignIn: noOwner,
  finishSignIn: noOwner,
  // Its tools call the routes above, as the same caller.
  mcp: noOwner,
  listChatModels: noOwner,
  createChatCompletion: noOwner,
  socket: noOwner,
  alive: noOwner,
  ready: noOwner,
  health: noOwner,
  metrics: noOwner,
};

const ownedRoutes = (Object.keys(routeInputs) as RouteName[]).flatMap((name) => {
  const need = routeInputs[name];
  return need === noOwner ? [] : [{ name, need, route: routes[name] as Route }];
});

describe('a debate or key of another tenant is answered 404', () => {
  test.each(ownedRoutes)('$name', async ({ name, need, route }) => {
    for (const id of [ended, running]) {
      const path = route.path
        .replace('{id}', id)
        .replace('{evidence}', 'E1')
        .replace('{key}', owner.id)
        .replace('{panel}', panel.name);
      const body = name === 'createTicket' ? { debate: id } : need.body;
      const answer = await callAs(`${path}${need.path ?? ''}`, stranger, route.method.toUpperCase(), body);
      expect(answer.json).toMatchObject({ status: 404, code: 'not-found' });
      expect(answer.text).not.toContain('monolith');
      expect(server.logLines.at(-1)).toMatchObject({ route: name });
    }
  });

  test('and stays unchanged', async () => {
    expect((await callAs(`/api/v1/debates/${ended}`, owner)).status).toBe(200);
    expect((await callAs(`/api/v1/debates/${running}`, owner)).json).toMatchObject({
      status: 'running',
      seq: 1,
    });
    expect(await database.store.findKey(owner.id)).toMatchObject({ revokedAt: null, expiresAt: null });
    expect((await callAs('/api/v1/panels', owner)).json).toEqual({ panels: [panel] });
  });

  test('with the same response as one that never existed', async () => {
    const [theirs, none] = [
      await callAs(`/api/v1/debates/${ended}`, stranger),
      await callAs(`/api/v1/debates/${'0'.repeat(24)}`, stranger),
    ];
    const without = (answer: TestResponse, id: string) => answer.json.detail.replace(id, 'ID');
    expect(without(theirs, ended)).toBe(without(none, '0'.repeat(24)));
  });
});

describe('lists contain only items of the caller’s tenant', () => {
  test('debates, with and without a search', async () => {
    for (const query of ['', '?q=monolith', '?status=running']) {
      expect((await callAs(`/api/v1/debates${query}`, stranger)).json.debates).toEqual([]);
    }
    expect((await callAs('/api/v1/debates', owner)).json.debates).toHaveLength(2);
  });

  test('debates, with the cursor of another tenant’s page', async () => {
    const { next } = (await callAs('/api/v1/debates?limit=1', owner)).json;
    expect((await callAs(`/api/v1/debates?cursor=${next}`, stranger)).json.debates).toEqual([]);
  });

  test('panels, which no other tenant can use', async () => {
    expect((await callAs('/api/v1/panels', stranger)).json).toEqual({ panels: [] });
    const body = { question: 'Whose?', panel: panel.name };
    const asked = await callAs('/api/v1/debates', stranger, 'POST', body);
    expect(asked.json).toMatchObject({ status: 422, errors: [{ path: 'panel' }] });
  });

  test('statistics', async () => {
    const query = '?from=2000-01-01&to=2100-01-01';
    expect((await callAs(`/api/v1/statistics${query}`, stranger)).json).toMatchObject({
      debates: 0,
      models: [],
    });
    expect((await callAs(`/api/v1/statistics${query}`, owner)).json).toMatchObject({ debates: 1 });
  });

  test('keys', async () => {
    const { keys } = (await callAs('/api/v1/keys', stranger)).json;
    expect(keys.map(({ id }: { id: string }) => id)).toEqual([stranger.id]);
  });
});

test('a debate belongs to the tenant of the key that created it', async () => {
  const { json } = await callAs('/api/v1/debates', owner, 'POST', { question: 'Whose am I?' });
  expect((await callAs(json.url, owner)).status).toBe(200);
  expect((await callAs(json.url, stranger)).status).toBe(404);
});

test('an Idempotency-Key is separate for each tenant', async () => {
  const start = (key: TestKey) =>
    server.call('/api/v1/debates', {
      method: 'POST',
      headers: { ...key.headers, 'idempotency-key': 'the-same' },
      body: { question: 'Shared?' },
    });
  const [first, second] = [await start(owner), await start(stranger)];
  expect([first.status, second.status]).toEqual([202, 202]);
  expect(first.json.id).not.toBe(second.json.id);
});

/** Appends an event to the running debate and publishes it. */
async function appendNote(): Promise<void> {
  const key = { tenant: 'owner', debate: running };
  const expected = (await database.store.events(key, 0, 1000)).at(-1);
  if (!expected) throw new Error('the debate has no log');
  const at = new Date().toISOString();
  const events = [noteAdded('ours')];
  const append = {
    ...key,
    expected,
    events,
    summary: summarizeDebate(foldEvents([debateCreated, ...events])),
    at,
  };
  const result = await database.store.append(append);
  if (result.outcome !== 'appended') throw new Error(result.outcome);
  publishEvents(server.deps.bus, 'owner', result.events);
}

describe('a socket of another tenant', () => {
  const socket = async (key: TestKey): Promise<WebSocketClient> =>
    connectSocket(server.server.url, { headers: key.headers });

  test('receives nothing of the debate, whatever it sends', async () => {
    const viewer = await socket(stranger);
    for (const debate of [ended, running]) {
      viewer.send({ type: 'subscribe', debate });
      viewer.send({ type: 'subscribe', debate, after: 1 });
      viewer.send({ type: 'unsubscribe', debate });
      viewer.send({ type: 'subscribe', debate, after: 1000 });
    }
    const errors = () => viewer.frames().filter(({ type }) => type === 'error');
    await until(() => errors().length >= 2, 'two errors', { last: () => errors() });
    await appendNote();
    viewer.send({ type: 'ping' });
    await until(() => viewer.types().includes('pong'), 'the frame pong', { last: () => viewer.types() });
    expect(new Set(viewer.types())).toEqual(new Set(['error', 'unsubscribed', 'pong']));
    for (const error of errors()) expect(error).toMatchObject({ code: 'not-found' });
    viewer.ws.terminate();
  });

  test('receives nothing while the owner watches the debate', async () => {
    const [mine, theirs] = [await socket(owner), await socket(stranger)];
    mine.send({ type: 'subscribe', debate: running });
    await until(() => mine.types().includes('subscribed'), 'the frame subscribed', {
      last: () => mine.types(),
    });
    theirs.send({ type: 'subscribe', debate: running });
    await until(() => theirs.types().includes('error'), 'the frame error', { last: () => theirs.types() });
    await appendNote();
    await until(() => mine.types().includes('note.added'), 'the frame note.added', {
      last: () => mine.types(),
    });
    expect(theirs.types()).toEqual(['error']);
    for (const viewer of [mine, theirs]) viewer.ws.terminate();
  });
});

test('the hub separates tenants', async () => {
  const over: string[] = [];
  const viewer = {
    send: () => void over.push('sent'),
    unsentBytes: () => 0,
    whenSent: async () => {},
    onSubscribed: () => void over.push('subscribed'),
    onEnded: (reason: string) => void over.push(reason),
  };
  server.deps.hub.subscribe({ tenant: 'stranger', debate: ended }, 0, viewer);
  await until(() => over.length > 0, 'the end of the subscription');
  expect(over).toEqual(['missing']);
});

test('the bus topics of a debate contain its tenant', () => {
  const key = { tenant: 'owner', debate: 'd1' };
  expect([topics.debate(key), topics.snapshotRequest(key)]).toEqual(['debate/owner/d1', 'ask/owner/d1']);
});
