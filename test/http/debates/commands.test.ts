import { describe, expect, test } from 'vitest';
import { profile } from '../../../app/contract/profiles.ts';
import { parseDebateMessage, topics } from '../../../app/live/messages.ts';
import type { AppendResult, Store } from '../../../app/store/store.ts';
import { noteAdded } from '../../support/debates/events.ts';
import { cancelledDebate, closedQuestionDebate } from '../../support/debates/sample-debates.ts';
import { openApp } from '../../support/http/open-app.ts';
import { createTestApp, seedDebate } from '../../support/http/test-app.ts';

const { app, database } = await openApp();

async function createDebate(): Promise<string> {
  const { json } = await app.call('/api/v1/debates', { method: 'POST', body: { question: 'Q' } });
  return json.id;
}

const command = (id: string, name: string, body?: unknown, from = app) =>
  from.call(`/api/v1/debates/${id}/${name}`, { method: 'POST', body });

const typesOf = async (id: string) =>
  (await database.store.events({ tenant: 'local', debate: id }, 0, 100)).map(({ type }) => type);

test('cancel ends the debate and can be repeated', async () => {
  const id = await createDebate();
  expect((await command(id, 'cancel')).json).toMatchObject({ id, status: 'cancelled', phase: 'ended' });
  expect((await command(id, 'cancel', {})).json).toMatchObject({ id, status: 'cancelled' });
  expect(await typesOf(id)).toEqual(['debate.created', 'round.started', 'debate.cancelled']);
});

test('pause and resume have no effect if the debate is already in that state', async () => {
  const id = await createDebate();
  expect((await command(id, 'resume')).json.status).toBe('running');
  expect((await command(id, 'pause')).json.status).toBe('paused');
  expect((await command(id, 'pause')).json.status).toBe('paused');
  expect((await command(id, 'resume')).json.status).toBe('running');
  expect(await typesOf(id)).toEqual(['debate.created', 'round.started', 'debate.paused', 'debate.resumed']);
});

test('conclude starts the decision with the current positions', async () => {
  const id = await createDebate();
  expect((await command(id, 'conclude')).json).toMatchObject({ status: 'failed', phase: 'ended' });
  const [last] = (await database.store.events({ tenant: 'local', debate: id }, 0, 100)).slice(-1);
  expect(last).toMatchObject({ type: 'debate.failed', data: { stopReason: 'concluded' } });
});

test('every note is stored', async () => {
  const id = await createDebate();
  expect((await command(id, 'notes', { text: ' Mind the\u0000 budget. ' })).status).toBe(200);
  await command(id, 'notes', { text: 'And the audit.' });
  const notes = (await database.store.events({ tenant: 'local', debate: id }, 2, 10)).map(({ data }) => data);
  expect(notes).toEqual([
    { text: 'Mind the budget.', by: 'a local user' },
    { text: 'And the audit.', by: 'a local user' },
  ]);
});

test('a note above the limit is refused', async () => {
  const id = await createDebate();
  const { notesMax } = profile('test').limits;
  for (let count = 0; count < notesMax; count += 1)
    expect((await command(id, 'notes', { text: 'Mind it.' })).status).toBe(200);
  const refused = await command(id, 'notes', { text: 'And that.' });
  expect(refused.json).toMatchObject({ status: 409, code: 'too-many-notes' });
  expect(refused.json.detail).toContain(`${notesMax} notes`);
  expect(await typesOf(id)).toHaveLength(2 + notesMax);
});

test.each([
  [{ text: '' }, '1 character'],
  [{ text: 'x'.repeat(4001) }, '4000'],
  [{ text: 'x', by: 'me' }, '"by"'],
  [{}, 'text'],
])('an invalid note is refused: %j', async (body, detail) => {
  const answer = await command(await createDebate(), 'notes', body);
  expect(answer.json).toMatchObject({ status: 422, code: 'validation-failed' });
  expect(answer.json.detail).toContain(detail);
});

test('a command without parameters refuses a body', async () => {
  const answer = await command(await createDebate(), 'cancel', { reason: 'late' });
  expect(answer.json).toMatchObject({ status: 422, code: 'validation-failed' });
});

describe('extend', () => {
  const created = async () => {
    const body = { question: 'Q', budget: { tokens: 1_000_000 }, deadlineSeconds: 600 };
    return (await app.call('/api/v1/debates', { method: 'POST', body })).json.id as string;
  };

  test('raises the limits to new totals, once', async () => {
    const id = await created();
    const limits = { deadlineSeconds: 900, budget: { tokens: 2_000_000 } };
    expect((await command(id, 'extend', limits)).status).toBe(200);
    expect((await command(id, 'extend', limits)).status).toBe(200);
    expect(await typesOf(id)).toEqual(['debate.created', 'round.started', 'debate.extended']);
    const [first, , last] = await database.store.events({ tenant: 'local', debate: id }, 0, 9);
    if (first?.type !== 'debate.created' || last?.type !== 'debate.extended') throw new Error('no extension');
    const addedMs = (before: string, after = '') => Date.parse(after) - Date.parse(before);
    expect(addedMs(first.data.deadlineAt, last.data.deadlineAt)).toBe(300_000);
    expect(addedMs(first.data.decideAt, last.data.decideAt)).toBe(300_000);
    expect(last.data).toMatchObject({ by: 'a local user', budget: { tokens: 2_000_000 } });
  });

  test.each([
    [{ deadlineSeconds: 60 }, 'longer'],
    [{ budget: { tokens: 5000 } }, '1000000 tokens'],
    [{ budget: { usd: 5 } }, 'no budget in USD'],
  ])('refuses to lower a limit: %j', async (body, detail) => {
    const answer = await command(await created(), 'extend', body);
    expect(answer.json).toMatchObject({ status: 409, code: 'not-an-extension' });
    expect(answer.json.detail).toContain(detail);
  });

  test('needs a limit', async () => {
    expect((await command(await created(), 'extend', {})).json).toMatchObject({ code: 'validation-failed' });
  });
});

describe('a command is refused', () => {
  test.each(['pause', 'resume', 'conclude', 'cancel', 'approve', 'notes'])(
    '%s after the decision',
    async (name) => {
      const id = await seedDebate(database.store, closedQuestionDebate().events);
      const answer = await command(id, name, name === 'notes' ? { text: 'x' } : undefined);
      expect(answer.json).toMatchObject({ status: 409, code: 'debate-ended' });
      expect(answer.json.detail).toContain('decided');
    },
  );

  test('pause after cancel', async () => {
    const id = await seedDebate(database.store, cancelledDebate().events);
    expect((await command(id, 'pause')).json).toMatchObject({ status: 409, code: 'debate-ended' });
  });

  test.each(['pause', 'resume', 'conclude', 'cancel', 'notes'])(
    '%s on a debate that does not exist',
    async (name) => {
      const answer = await command('unknown', name, name === 'notes' ? { text: 'x' } : undefined);
      expect(answer.json).toMatchObject({ status: 404, code: 'not-found' });
    },
  );
});

test('viewers receive the event and the worker is woken after the commit', async () => {
  const id = await createDebate();
  const received: unknown[] = [];
  const { bus } = app.deps;
  const stops = await Promise.all([
    bus.subscribe(topics.debate({ tenant: 'local', debate: id }), (text) =>
      received.push(parseDebateMessage(text)),
    ),
    bus.subscribe(topics.wakeups, (woken) => received.push(woken)),
  ]);
  await command(id, 'pause');
  await expect
    .poll(() => received)
    .toMatchObject([{ kind: 'events', events: [{ seq: 3, type: 'debate.paused' }] }, id]);
  for (const stop of stops) stop();
});

test('a command decides again after a version conflict', async () => {
  const id = await createDebate();
  const overtaken = overtakeOnce(database.store, () => app.append(id, noteAdded('first')));
  const other = createTestApp(overtaken);
  expect((await command(id, 'cancel', undefined, other)).json.status).toBe('cancelled');
  expect(await typesOf(id)).toEqual(['debate.created', 'round.started', 'note.added', 'debate.cancelled']);
  other.close();
});

/** Appends an event of another writer just before the first append. */
function overtakeOnce(store: Store, first: () => Promise<unknown>): Store {
  let overtaken = false;
  return {
    ...store,
    async append(request): Promise<AppendResult> {
      if (!overtaken) {
        overtaken = true;
        await first();
      }
      return store.append(request);
    },
  };
}
