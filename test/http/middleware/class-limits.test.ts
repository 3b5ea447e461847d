import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { applyOverrides, profile } from '../../../app/contract/profiles.ts';
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

describe('the deadline of a class', () => {
  test('answers 504, and the work stops where it is', async () => {
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

  test('a client that goes away stops the work as well', async () => {
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

  test('a body that does not come ends at the deadline', async () => {
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

/** A store whose reads take until `end`. */
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
    /** Resolves when what was read has reached whoever asked, and that has had time to go on. */
    async idle() {
      await last;
      await new Promise((resolve) => setImmediate(resolve));
      await database.store.get('local', 'nobody');
    },
  };
}

describe('the body limit of a class', () => {
  test('refuses what says that it is too large, without reading it', async () => {
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

  test('refuses what turns out too large while it comes, and reads no further', async () => {
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

  test('routes that read have no body at all', async () => {
    const app = createTestApp(database.store, { contract });
    for (const headers of [{ 'content-length': '1' }, { 'transfer-encoding': 'chunked' }])
      expect((await app.call('/healthz', { headers })).json).toMatchObject({ code: 'payload-too-large' });
    app.close();
  });

  test('a body that breaks off is the caller’s fault', async () => {
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

describe('requests in progress', () => {
  test('one more than the process takes is told to come back; probes and pages are not', async () => {
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
