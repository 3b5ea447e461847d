import { describe, expect, test } from 'vitest';
import { door } from '../support/doors.ts';
import { seed } from '../support/http.ts';
import { openApp } from '../support/open-app.ts';
import { cancelledDebate, closedDebate, openDebate } from '../support/worked-debate.ts';

const { app, database, create } = await openApp();
const { store } = database;
/** The oldest first. */
const ids = {
  running: (await create({ question: 'Is the harbour deep enough?' })).json.id,
  decided: await seed(store, openDebate().events),
  closed: await seed(store, closedDebate().events),
  cancelled: await seed(store, cancelledDebate().events),
};

const listed = async (query: string): Promise<string[]> =>
  (await app.call(`/api/v1/debates${query}`)).json.debates.map(({ id }: { id: string }) => id);

describe('one debate', () => {
  test('is shown as it stands', async () => {
    const { status, json } = await app.call(`/api/v1/debates/${ids.decided}`);
    expect(status).toBe(200);
    expect(json).toMatchObject({
      id: ids.decided,
      question: 'Should we split the monolith?',
      status: 'decided',
      phase: 'ended',
      round: 2,
      answer: expect.stringContaining('Split the **payments** part first.'),
      seq: openDebate().events.length,
    });
    expect(Object.keys(json)).toHaveLength(13);
  });

  test.each(['nobody', '%E0%A4%A', '%00', '..%2f..', "x'--", 'a'.repeat(65), '%f0%9f%92%a9'])(
    'that does not exist is not found: %s',
    async (id) => {
      const answer = await app.call(`/api/v1/debates/${id}`);
      expect(answer.json).toMatchObject({ status: 404, code: 'not-found' });
    },
  );
});

describe('the list', () => {
  test('has the newest first', async () => {
    expect(await listed('')).toEqual([ids.cancelled, ids.closed, ids.decided, ids.running]);
  });

  test('comes in pages, and the cursor goes on where the page ended', async () => {
    const first = (await app.call('/api/v1/debates?limit=3')).json;
    expect(first.debates).toHaveLength(3);
    const second = (await app.call(`/api/v1/debates?limit=3&cursor=${first.next}`)).json;
    expect(second.debates.map(({ id }: { id: string }) => id)).toEqual([ids.running]);
    expect(second.next).toBeNull();
  });

  test('can be searched, and narrowed to a status', async () => {
    expect(await listed('?q=harbour')).toEqual([ids.running]);
    expect(await listed('?q=nothing+of+the+kind')).toEqual([]);
    expect(await listed('?status=cancelled')).toEqual([ids.cancelled]);
    expect(await listed('?status=decided&q=monolith')).toEqual([ids.closed, ids.decided]);
  });

  test.each([
    ['limit=0', 'bad-query', '1'],
    ['limit=101', 'bad-query', '100'],
    ['limit=ten', 'bad-query', 'limit'],
    ['limit=', 'bad-query', 'limit'],
    ['status=lost', 'bad-query', 'paused'],
    [`q=${'x'.repeat(201)}`, 'bad-query', '200'],
    ['colour=red', 'bad-query', '"colour"'],
    ['cursor=nonsense', 'bad-cursor', 'next'],
    ['cursor=%00%ff', 'bad-cursor', 'next'],
  ])('refuses ?%s', async (query, code, detail) => {
    const answer = await app.call(`/api/v1/debates?${query}`);
    expect(answer.json).toMatchObject({ status: 400, code });
    expect(answer.json.detail).toContain(detail);
  });
});

describe('deletion', () => {
  test('is refused while the debate runs', async () => {
    const answer = await app.call(`/api/v1/debates/${ids.running}`, { method: 'DELETE' });
    expect(answer.json).toMatchObject({ status: 409, code: 'running' });
  });

  test('takes an ended debate with all that it had', async () => {
    const id = await seed(database.store, cancelledDebate().events);
    const remove = () => app.call(`/api/v1/debates/${id}`, { method: 'DELETE' });
    expect((await remove()).status).toBe(204);
    expect((await remove()).status).toBe(404);
    expect((await app.call(`/api/v1/debates/${id}/record`)).status).toBe(404);
  });
});

const json = { headers: { accept: 'application/json' } };

describe.skipIf(door().onFunction)('a JSON page of events', () => {
  test('is gone with its debate', async () => {
    expect((await page('nobody')).status).toBe(404);
  });

  const page = (id: string, query = '') => app.call(`/api/v1/debates/${id}/events${query}`, json);

  test('holds the stored events in order, and says where to go on', async () => {
    const all = openDebate().events.length;
    const first = (await page(ids.decided, '?limit=5')).json;
    expect(first.events.map(({ seq }: { seq: number }) => seq)).toEqual([1, 2, 3, 4, 5]);
    expect(Object.keys(first.events[0])).toEqual(['debate', 'seq', 'type', 'at', 'data', 'hash']);
    expect(first.next).toBe(5);
    const rest = (await page(ids.decided, '?after=5')).json;
    expect(rest.events).toHaveLength(all - 5);
    expect(rest.next).toBeNull();
  });

  test('of a debate that runs has a next, even when there is nothing new', async () => {
    expect((await page(ids.running, '?after=2')).json).toEqual({ events: [], next: 2 });
    expect((await page(ids.running, '?after=999')).json).toEqual({ events: [], next: 2 });
    expect((await page(ids.decided, '?after=999')).json).toEqual({ events: [], next: null });
  });

  test.each([
    ['?after=-1', 'bad-cursor'],
    ['?after=x', 'bad-cursor'],
    ['?after=99999999999999999999', 'bad-cursor'],
    ['?limit=1001', 'bad-query'],
    ['?since=1', 'bad-query'],
  ])('refuses %s', async (query, code) => {
    expect((await page(ids.decided, query)).json).toMatchObject({ status: 400, code });
  });
});

test('agents: models, presets and limits at hand', async () => {
  const { json } = await app.call('/api/v1/agents');
  expect(json).toMatchObject({
    defaultModel: 'scripted',
    why: 'a test says so',
    providers: [
      { provider: 'scripted', models: [{ model: 'scripted', price: { inputUsd: 1, outputUsd: 2 } }] },
    ],
    limits: { questionCharsMax: 8000, documentsMax: 3, documentBytesMax: 262_144, panelMax: 8, roundsMax: 4 },
  });
  expect(json.presets.map(({ name }: { name: string }) => name)).toEqual(['standard', 'duel']);
});
