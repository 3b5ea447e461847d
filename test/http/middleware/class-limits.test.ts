import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { applyOverrides } from '../../../app/contract/overrides.ts';
import { profile } from '../../../app/contract/profiles.ts';
import type { Store } from '../../../app/store/store.ts';
import { createManualClock } from '../../support/clocks/manual-clock.ts';
import { noteAdded } from '../../support/debates/events.ts';
import { createTestApp, openStore, type TestApp } from '../../support/http/test-app.ts';
import type { OpenDatabase } from '../../support/stores/databases.ts';

let database: OpenDatabase;

beforeAll(async () => {
  database = await openStore();
});

afterAll(() => database.close());

const contract = applyOverrides(profile('test'), {
  http: { requestsMax: 2 },
  classes: { api: { bodyBytesMax: 1000 } },
});

describe('the abort signal of a request', () => {
  test('stops the work at the deadline of the class, which is answered 504', async () => {
    const clock = createManualClock();
    const slow = slowStore();
    const app = createTestApp(slow.store, { clock });
    const { json } = await app.call('/api/v1/debates', { method: 'POST', body: { question: 'Q' } });
    await app.append(json.id, ...Array.from({ length: 8 }, (_, index) => noteAdded(`${index}`)));

    slow.begin();
    const answer = app.call(`/api/v1/debates/${json.id}/cancel`, { method: 'POST' });
    await expect.poll(() => slow.reads()).toBe(1);
    clock.advance(10_000);
    expect((await answer).json).toMatchObject({ status: 504, code: 'deadline-exceeded' });
    expect((await answer).json.detail).toContain('10000');

    slow.end();
    await slow.idle();
    expect(slow.reads()).toBe(1);
    expect(slow.appends()).toBe(0);
    app.close();
  });

  test('stops the work when the client disconnects', async () => {
    const slow = slowStore();
    const app = createTestApp(slow.store);
    const { json } = await app.call('/api/v1/debates', { method: 'POST', body: { question: 'Q' } });
    slow.begin();
    const client = new AbortController();
    const path = `/api/v1/debates/${json.id}/cancel`;
    const answer = app.hono.request(path, { method: 'POST', signal: client.signal });
    await expect.poll(() => slow.reads()).toBe(1);
    client.abort();
    expect((await answer).status).toBe(408);
    slow.end();
    await slow.idle();
    expect(slow.appends()).toBe(0);
    app.close();
  });

  test('ends a request whose body does not arrive by the deadline', async () => {
    const clock = createManualClock();
    const app = createTestApp(database.store, { clock });
    const body = new ReadableStream();
    const answer = postStream(app, body);
    await expect.poll(() => body.locked).toBe(true);
    clock.advance(10_000);
    expect((await answer).status).toBe(504);
    app.close();
  });
});

/** A store whose reads block until `end` is called. */
function slowStore() {
  let [reads, appends] = [0, 0];
  let released = Promise.withResolvers<void>();
  released.resolve();
  let last: Promise<unknown> = Promise.resolve();
  const store: Store = {
    ...database.store,
    get(tenant, id) {
      reads += 1;
      const row = released.promise.then(() => database.store.get(tenant, id));
      last = row;
      return row;
    },
    append(request) {
      appends += 1;
      return database.store.append(request);
    },
  };
  return {
    store,
    reads: () => reads,
    appends: () => appends,
    begin() {
      [reads, appends] = [0, 0];
      released = Promise.withResolvers();
    },
    end: () => released.resolve(),
    /** Resolves when the chunk that was read has reached the reader and the reader has continued. */
    async idle() {
      await last;
      await new Promise((resolve) => setImmediate(resolve));
      await database.store.get('local', 'unknown');
    },
  };
}

describe('the body limit of a class', () => {
  test('refuses a Content-Length above it without reading the body', async () => {
    const app = createTestApp(database.store, { contract });
    let read = 0;
    const body = new ReadableStream({
      pull(controller) {
        read += 1;
        controller.enqueue(new Uint8Array(100));
      },
    });
    const answer = await postStream(app, body, { 'content-length': '1001' });
    expect([answer.status, (await answer.json()).code]).toEqual([413, 'payload-too-large']);
    expect(read).toBeLessThanOrEqual(1);
    app.close();
  });

  test('refuses a body that exceeds it while arriving and reads no further', async () => {
    const app = createTestApp(database.store, { contract });
    let [read, cancelled] = [0, false];
    const body = new ReadableStream({
      pull(controller) {
        read += 1;
        controller.enqueue(new Uint8Array(100));
      },
      cancel() {
        cancelled = true;
      },
    });
    const answer = await postStream(app, body);
    expect(answer.status).toBe(413);
    expect((await answer.json()).detail).toContain('1000 bytes');
    expect(read).toBeLessThan(14);
    expect(cancelled).toBe(true);
    app.close();
  });

  test('is zero for routes that take no body', async () => {
    const app = createTestApp(database.store, { contract });
    for (const headers of [{ 'content-length': '1' }, { 'transfer-encoding': 'chunked' }])
      expect((await app.call('/healthz', { headers })).json).toMatchObject({ code: 'payload-too-large' });
    app.close();
  });

  test('is not reported for a truncated body, which is answered 400', async () => {
    const app = createTestApp(database.store, { contract });
    const body = new ReadableStream({ pull: (controller) => controller.error(new Error('reset')) });
    const answer = await postStream(app, body);
    expect([answer.status, (await answer.json()).code]).toEqual([400, 'malformed-body']);
    app.close();
  });
});

function postStream({ hono }: TestApp, body: ReadableStream, headers = {}) {
  return hono.request('/api/v1/debates', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
    duplex: 'half',
  } as RequestInit);
}

describe('the concurrency limit', () => {
  test('refuses one request more than allowed with 503, but not probes and pages', async () => {
    const slow = slowStore();
    const app = createTestApp(slow.store, { contract });
    slow.begin();
    const first = [app.call('/api/v1/debates/a'), app.call('/api/v1/debates/b')];
    await expect.poll(() => slow.reads()).toBe(2);
    const refused = await app.call('/api/v1/debates');
    expect(refused.json).toMatchObject({ status: 503, code: 'overloaded' });
    expect(refused.json.detail).toContain('2 requests');
    expect(refused.headers.get('retry-after')).toBe('2');
    expect((await app.call('/healthz')).status).toBe(200);
    expect((await app.call('/')).status).toBe(200);

    slow.end();
    expect((await Promise.all(first)).map(({ status }) => status)).toEqual([404, 404]);
    expect((await app.call('/api/v1/debates')).status).toBe(200);
    app.close();
  });
});
