import { describe, expect, test } from 'vitest';
import { presetNames } from '../../../app/debate/core/presets.ts';
import {
  cancelledDebate,
  closedQuestionDebate,
  openQuestionDebate,
} from '../../support/debates/sample-debates.ts';
import { openApp } from '../../support/http/open-app.ts';
import { seedDebate } from '../../support/http/test-app.ts';
import { currentTransport } from '../../support/http/transports.ts';

const { app, database, create } = await openApp();
const { store } = database;
/** Oldest first. */
const ids = {
  running: (await create({ question: 'Is the harbour deep enough?' })).json.id,
  decided: await seedDebate(store, openQuestionDebate().events),
  closed: await seedDebate(store, closedQuestionDebate().events),
  cancelled: await seedDebate(store, cancelledDebate().events),
};

const listIds = async (query: string): Promise<string[]> =>
  (await app.call(`/api/v1/debates${query}`)).json.debates.map(({ id }: { id: string }) => id);

describe('getting a debate', () => {
  test('returns its current state', async () => {
    const { status, json } = await app.call(`/api/v1/debates/${ids.decided}`);
    expect(status).toBe(200);
    expect(json).toMatchObject({
      id: ids.decided,
      question: 'Should we split the monolith?',
      status: 'decided',
      phase: 'ended',
      round: 2,
      answer: expect.stringContaining('Split the **payments** part first.'),
      seq: openQuestionDebate().events.length,
    });
    expect(Object.keys(json)).toHaveLength(14);
  });

  test.each(['unknown', '%E0%A4%A', '%00', '..%2f..', "x'--", 'a'.repeat(65), '%f0%9f%92%a9'])(
    'that does not exist is not found: %s',
    async (id) => {
      const answer = await app.call(`/api/v1/debates/${id}`);
      expect(answer.json).toMatchObject({ status: 404, code: 'not-found' });
    },
  );
});

describe('the list of debates', () => {
  test('is sorted newest first', async () => {
    expect(await listIds('')).toEqual([ids.cancelled, ids.closed, ids.decided, ids.running]);
  });

  test('is paged, and the cursor continues after the page', async () => {
    const first = (await app.call('/api/v1/debates?limit=3')).json;
    expect(first.debates).toHaveLength(3);
    const second = (await app.call(`/api/v1/debates?limit=3&cursor=${first.next}`)).json;
    expect(second.debates.map(({ id }: { id: string }) => id)).toEqual([ids.running]);
    expect(second.next).toBeNull();
  });

  test('can be searched and filtered by status', async () => {
    expect(await listIds('?q=harbour')).toEqual([ids.running]);
    expect(await listIds('?q=nothing+of+the+kind')).toEqual([]);
    expect(await listIds('?status=cancelled')).toEqual([ids.cancelled]);
    expect(await listIds('?status=decided&q=monolith')).toEqual([ids.closed, ids.decided]);
  });

  test.each([
    ['limit=0', 'invalid-query', '1'],
    ['limit=101', 'invalid-query', '100'],
    ['limit=ten', 'invalid-query', 'limit'],
    ['limit=', 'invalid-query', 'limit'],
    ['status=lost', 'invalid-query', 'paused'],
    [`q=${'x'.repeat(201)}`, 'invalid-query', '200'],
    ['colour=red', 'invalid-query', '"colour"'],
    ['cursor=nonsense', 'invalid-cursor', 'next'],
    ['cursor=%00%ff', 'invalid-cursor', 'next'],
  ])('refuses ?%s', async (query, code, detail) => {
    const answer = await app.call(`/api/v1/debates?${query}`);
    expect(answer.json).toMatchObject({ status: 400, code });
    expect(answer.json.detail).toContain(detail);
  });
});

describe('renaming a debate', () => {
  const rename = (id: string, body: object) => app.call(`/api/v1/debates/${id}`, { method: 'PATCH', body });

  test('sets the title, which the search finds, and null removes it', async () => {
    const { status, json } = await rename(ids.closed, { title: '  Zeppelin hangar ' });
    expect([status, json.title]).toEqual([200, 'Zeppelin hangar']);
    expect(await listIds('?q=zeppelin')).toEqual([ids.closed]);
    expect((await rename(ids.closed, { title: null })).json.title).toBeNull();
    expect(await listIds('?q=zeppelin')).toEqual([]);
  });

  test('refuses an empty or a long title, and an unknown debate', async () => {
    for (const title of ['', ' ', 'x'.repeat(121), 7])
      expect((await rename(ids.closed, { title })).status, String(title)).toBe(422);
    expect((await rename('unknown', { title: 'A' })).status).toBe(404);
  });
});

describe('deleting a debate', () => {
  test('is refused while the debate runs', async () => {
    const answer = await app.call(`/api/v1/debates/${ids.running}`, { method: 'DELETE' });
    expect(answer.json).toMatchObject({ status: 409, code: 'debate-not-ended' });
  });

  test('removes an ended debate with its events and documents', async () => {
    const id = await seedDebate(database.store, cancelledDebate().events);
    const remove = () => app.call(`/api/v1/debates/${id}`, { method: 'DELETE' });
    expect((await remove()).status).toBe(204);
    expect((await remove()).status).toBe(404);
    expect((await app.call(`/api/v1/debates/${id}/record`)).status).toBe(404);
  });
});

const json = { headers: { accept: 'application/json' } };

describe.skipIf(currentTransport().isLambda)('a JSON page of events', () => {
  test('is answered 404 for a deleted debate', async () => {
    expect((await page('unknown')).status).toBe(404);
  });

  const page = (id: string, query = '') => app.call(`/api/v1/debates/${id}/events${query}`, json);

  test('has the stored events in order and the next cursor', async () => {
    const all = openQuestionDebate().events.length;
    const first = (await page(ids.decided, '?limit=5')).json;
    expect(first.events.map(({ seq }: { seq: number }) => seq)).toEqual([1, 2, 3, 4, 5]);
    expect(Object.keys(first.events[0])).toEqual(['debate', 'seq', 'type', 'at', 'data', 'hash']);
    expect(first.next).toBe(5);
    const rest = (await page(ids.decided, '?after=5')).json;
    expect(rest.events).toHaveLength(all - 5);
    expect(rest.next).toBeNull();
  });

  test('has a next cursor for a running debate, even if it is empty', async () => {
    expect((await page(ids.running, '?after=2')).json).toEqual({ events: [], next: 2 });
    expect((await page(ids.running, '?after=999')).json).toEqual({ events: [], next: 2 });
    expect((await page(ids.decided, '?after=999')).json).toEqual({ events: [], next: null });
    for (const after of [2 ** 31 - 1, 2 ** 31, Number.MAX_SAFE_INTEGER])
      expect((await page(ids.running, `?after=${after}`)).json).toEqual({ events: [], next: 2 });
  });

  test.each([
    ['?after=-1', 'invalid-cursor'],
    ['?after=x', 'invalid-cursor'],
    ['?after=99999999999999999999', 'invalid-cursor'],
    ['?limit=1001', 'invalid-query'],
    ['?since=1', 'invalid-query'],
  ])('refuses %s', async (query, code) => {
    expect((await page(ids.decided, query)).json).toMatchObject({ status: 400, code });
  });
});

test('GET /api/v1/agents returns models, presets and limits', async () => {
  const { json } = await app.call('/api/v1/agents');
  expect(json).toMatchObject({
    defaultModel: 'scripted',
    defaultReason: 'a test says so',
    defaultPrice: { inputUsd: 1, outputUsd: 2 },
    providers: [
      {
        provider: 'scripted',
        models: [
          {
            model: 'scripted',
            price: { inputUsd: 1, outputUsd: 2 },
            contextTokens: 32_768,
            family: 'scripted',
          },
        ],
        pricesCheckedAt: null,
        list: { readAt: '2026-01-01T00:00:00.000Z', failure: null },
      },
    ],
    limits: {
      questionCharsMax: 8000,
      documentsMax: 3,
      documentBytesMax: 262_144,
      fileBytesMax: 524_288,
      panelMax: 8,
      roundsMax: 4,
    },
  });
  expect(json.presets.map(({ name }: { name: string }) => name)).toEqual(presetNames);
});
