import { describe, expect, test } from 'vitest';
import type { NewDebateBody } from '../../../app/debate/views/responses.ts';
import { topics } from '../../../app/live/messages.ts';
import { openApp } from '../../support/http/open-app.ts';

const { app, create, readSettings } = await openApp({ now: () => new Date('2026-03-01T10:00:00.000Z') });

test('a question is enough: 202, a Location, and a debate of three agents on the default model', async () => {
  const answer = await create({ question: '  Should we split the monolith?\u0000 ' });
  expect(answer.status).toBe(202);
  expect(answer.json.url).toBe(`/api/v1/debates/${answer.json.id}`);
  expect(answer.headers.get('location')).toBe(answer.json.url);
  expect(await readSettings(answer.json.id)).toMatchObject({
    question: 'Should we split the monolith?',
    preset: 'standard',
    rounds: 2,
    quorum: 2,
    attemptsMax: 2,
    budget: {},
    panel: [
      { id: 'a1', role: 'advocate', model: 'scripted' },
      { id: 'a2', role: 'sceptic', model: 'scripted' },
      { id: 'a3', role: 'evidence-checker', model: 'scripted' },
    ],
    judge: { id: 'j1', role: 'judge', model: 'scripted' },
    contractHash: 'a contract hash',
    decideAt: '2026-03-01T10:28:00.000Z',
    deadlineAt: '2026-03-01T10:30:00.000Z',
  });
});

test('everything that a debate can be told is kept', async () => {
  const body: NewDebateBody = {
    question: 'Which queue?',
    preset: 'duel',
    options: ['Kafka', 'Postgres'],
    evidence: [{ name: 'notes.md', mediaType: 'text/markdown', text: '# Notes' }],
    panel: [{ name: 'Ines', role: 'member', model: 'scripted-1' }, { model: 'scripted-2' }],
    judge: { model: 'scripted-3' },
    rounds: 0,
    budget: { usd: 1.5, tokens: 9000 },
    deadlineSeconds: 100,
  };
  const { json } = await create(body);
  expect(await readSettings(json.id)).toMatchObject({
    preset: 'duel',
    options: ['Kafka', 'Postgres'],
    panel: [
      { id: 'a1', name: 'Ines', role: 'member', model: 'scripted-1' },
      { id: 'a2', name: 'Bela', role: 'opponent', model: 'scripted-2' },
    ],
    judge: { model: 'scripted-3' },
    rounds: 0,
    budget: { usd: 1.5, tokens: 9000 },
    decideAt: '2026-03-01T10:01:15.000Z',
    deadlineAt: '2026-03-01T10:01:40.000Z',
  });
});

test('two debates of the same question shuffle differently', async () => {
  const [one, other] = await Promise.all([create({ question: 'Q' }), create({ question: 'Q' })]);
  expect((await readSettings(one.json.id)).seed).not.toBe((await readSettings(other.json.id)).seed);
});

test('viewers and workers are told after the commit, not before', async () => {
  const seen: (number | string)[] = [];
  const stop = await app.deps.bus.subscribe(topics.wakeups, async (id) => {
    seen.push(id, (await app.deps.store.events({ tenant: 'local', debate: id }, 0, 10)).length);
  });
  const { json } = await create({ question: 'Q' });
  await expect.poll(() => seen).toEqual([json.id, 2]);
  stop();
});

describe('Idempotency-Key', () => {
  const key = { 'idempotency-key': 'a-key' };

  test('the same key and body again answer with the same debate, however the JSON is spaced', async () => {
    const first = await create({ question: 'Once?', rounds: 1 }, key);
    const headers = { ...key, 'content-type': 'application/json' };
    const again = await create('{ "rounds": 1,\n "question": "Once?" }', headers);
    expect(again.status).toBe(202);
    expect(again.json).toEqual(first.json);
    expect(again.headers.get('location')).toBe(first.json.url);
  });

  test('another body with the same key is refused', async () => {
    const other = await create({ question: 'Twice?', rounds: 1 }, key);
    expect(other.json).toMatchObject({ status: 409, code: 'idempotency-conflict' });
  });

  test('evidence is part of the body', async () => {
    const mine = { 'idempotency-key': 'with-evidence' };
    const body = (text: string) => ({ question: 'Q', evidence: [{ name: 'a.txt', text }] });
    expect((await create(body('one'), mine)).status).toBe(202);
    expect((await create(body('two'), mine)).json.code).toBe('idempotency-conflict');
  });

  test.each(['', 'with space', 'ü', 'x'.repeat(201)])('%j is no key', async (bad) => {
    const answer = await create({ question: 'Q' }, { 'idempotency-key': bad });
    expect(answer.json).toMatchObject({ status: 400, code: 'invalid-idempotency-key' });
    expect(answer.json.detail).toContain('200');
  });
});

test('a model that is not at hand is refused, seat by seat', async () => {
  const panel = [{ model: 'scripted' }, { model: 'nobody:none' }];
  const answer = await create({ question: 'Q', panel, judge: { model: 'other' } });
  expect(answer.json).toMatchObject({
    status: 422,
    code: 'model-unavailable',
    detail: 'There is no nobody:none.',
    errors: [
      { at: 'panel[1].model', says: 'There is no nobody:none.' },
      { at: 'judge.model', says: 'There is no other.' },
    ],
  });
});
