import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { NewDebateBody } from '../../app/debate/resources.ts';
import { topics } from '../../app/live/messages.ts';
import type { OpenDatabase } from '../support/databases.ts';
import { openStore, type TestApp, testApp } from '../support/http.ts';

let database: OpenDatabase;
let app: TestApp;

beforeAll(async () => {
  database = await openStore();
  app = testApp(database.store, { now: () => new Date('2026-03-01T10:00:00.000Z') });
});

afterAll(async () => {
  app.close();
  await database.close();
});

const create = (body: unknown, headers: Readonly<Record<string, string>> = {}) =>
  app.call('/api/v1/debates', { method: 'POST', body, headers });

async function settingsOf(id: string) {
  const [first] = await app.parts.store.events(id, 0, 1);
  if (first?.type !== 'debate.created') throw new Error('not created');
  return first.data;
}

test('a question is enough: 202, a Location, and a debate of three agents on the default model', async () => {
  const answer = await create({ question: '  Should we split the monolith?\u0000 ' });
  expect(answer.status).toBe(202);
  expect(answer.json.url).toBe(`/api/v1/debates/${answer.json.id}`);
  expect(answer.headers.get('location')).toBe(answer.json.url);
  expect(await settingsOf(answer.json.id)).toMatchObject({
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
    panel: [
      { name: 'Ines', role: 'member', model: 'scripted-1' },
      { model: 'scripted-2' },
    ],
    judge: { model: 'scripted-3' },
    rounds: 0,
    budget: { usd: 1.5, tokens: 9000 },
    deadlineSeconds: 100,
  };
  const { json } = await create(body);
  expect(await settingsOf(json.id)).toMatchObject({
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
  expect((await settingsOf(one.json.id)).seed).not.toBe((await settingsOf(other.json.id)).seed);
});

test('viewers and workers are told after the commit, not before', async () => {
  const seen: (number | string)[] = [];
  const stop = await app.parts.bus.subscribe(topics.work, async (id) => {
    seen.push(id, (await app.parts.store.events(id, 0, 10)).length);
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
    expect(answer.json).toMatchObject({ status: 400, code: 'bad-idempotency-key' });
    expect(answer.json.detail).toContain('200');
  });
});

describe('evidence', () => {
  const withEvidence = (...evidence: readonly object[]) => create({ question: 'Q', evidence });
  const text = async (url: string, id = 'E1') => (await app.call(`${url}/evidence/${id}`)).text;

  test('documents are numbered in order, hashed, and can be read again', async () => {
    const { json } = await withEvidence(
      { name: 'a.md', text: '# A' },
      { name: 'b', mediaType: 'text/plain; charset=utf-8', text: 'B' },
    );
    const sha256 = (content: string) => createHash('sha256').update(content).digest('hex');
    expect((await settingsOf(json.id)).evidence).toEqual([
      { id: 'E1', name: 'a.md', mediaType: 'text/markdown', characters: 3, hash: sha256('# A') },
      { id: 'E2', name: 'b', mediaType: 'text/plain', characters: 1, hash: sha256('B') },
    ]);
    expect(await text(json.url, 'E2')).toBe('B');
    const missing = await app.call(`${json.url}/evidence/E3`);
    expect(missing.json).toMatchObject({ status: 404, code: 'not-found' });
  });

  test('HTML becomes text: markup, scripts and addresses stay out', async () => {
    const page = '<h1>Report</h1><script>steal()</script><p>See <a href="javascript:x">this</a>.</p>';
    const { json } = await withEvidence({ name: 'report.html', text: page });
    expect(await text(json.url)).toBe('Report\n\nSee this.');
    const answer = await app.call(`${json.url}/evidence/E1`);
    expect(answer.headers.get('content-type')).toBe('text/plain; charset=UTF-8');
  });

  test('what a database cannot hold is cleaned', async () => {
    const { json } = await withEvidence({ name: 'a.txt', text: '\ufeffone\u0000two\ud800three' });
    expect(await text(json.url)).toBe('onetwo\ufffdthree');
  });

  test('a name is only a name', async () => {
    const { json } = await withEvidence({ name: '../../etc/\u202epass\u0007wd.txt ', text: 'x' });
    expect((await settingsOf(json.id)).evidence[0]?.name).toBe('pass wd.txt');
  });

  test('a document over the limit is refused with the limit', async () => {
    const answer = await withEvidence({ name: 'big.txt', text: 'ä'.repeat(131_073) });
    expect(answer.json).toMatchObject({ status: 413, code: 'evidence-too-large' });
    expect(answer.json.detail).toBe('big.txt has 262146 bytes; a document has at most 262144.');
  });

  test('other kinds are refused, and the answer names what is accepted', async () => {
    const answer = await withEvidence({ name: 'paper.pdf', mediaType: 'application/pdf', text: '%PDF' });
    expect(answer.json).toMatchObject({ status: 415, code: 'unsupported-media-type' });
    for (const kind of ['paper.pdf', 'text/plain', 'text/markdown', 'text/html'])
      expect(answer.json.detail).toContain(kind);
  });

  test('HTML that nests too deep is refused before it takes a minute', async () => {
    const answer = await withEvidence({ name: 'deep.html', text: '<div>'.repeat(50_000) });
    expect(answer.json).toMatchObject({ status: 422, code: 'invalid' });
    expect(answer.json.detail).toContain('200');
  });

  test('a document without text is refused', async () => {
    const answer = await withEvidence({ name: 'empty.html', text: '<p> </p><script>1</script>' });
    expect(answer.json.detail).toBe('empty.html has no text in it.');
  });
});

describe('a form', () => {
  const form = (fields: readonly (readonly [string, string | File])[]) => {
    const data = new FormData();
    for (const [name, value] of fields) data.append(name, value);
    return create(data);
  };

  test('takes the same members, and files as evidence', async () => {
    const { status, json } = await form([
      ['question', 'Which?'],
      ['preset', 'duel'],
      ['options', 'Yes'],
      ['options', 'No'],
      ['panel', '[{"model":"scripted-a"},{"model":"scripted-b"}]'],
      ['judge', 'scripted-j'],
      ['rounds', '1'],
      ['budgetUsd', '0.5'],
      ['budgetTokens', '800'],
      ['deadlineSeconds', '60'],
      ['evidence', new File(['# Notes'], 'C:\\files\\notes.md', { type: 'application/octet-stream' })],
      ['evidence', new File(['<p>Hi'], 'page.htm', { type: 'text/html' })],
    ]);
    expect(status).toBe(202);
    expect(await settingsOf(json.id)).toMatchObject({
      question: 'Which?',
      preset: 'duel',
      options: ['Yes', 'No'],
      panel: [{ model: 'scripted-a' }, { model: 'scripted-b' }],
      judge: { model: 'scripted-j' },
      rounds: 1,
      budget: { usd: 0.5, tokens: 800 },
      deadlineAt: '2026-03-01T10:01:00.000Z',
      evidence: [
        { id: 'E1', name: 'notes.md', mediaType: 'text/markdown' },
        { id: 'E2', name: 'page.htm', mediaType: 'text/html', characters: 2 },
      ],
    });
  });

  test.each([
    ['an unknown field', [['question', 'Q'], ['colour', 'red']], 'colour'],
    ['a field twice', [['question', 'Q'], ['question', 'R']], 'more than once'],
    ['a number that is none', [['question', 'Q'], ['rounds', 'two']], 'rounds'],
    ['a file in the place of text', [['question', new File(['Q'], 'q.txt')]], 'question is text'],
    ['text in the place of a file', [['question', 'Q'], ['evidence', 'text']], 'evidence is a file'],
    ['a panel that is not JSON', [['question', 'Q'], ['panel', '[{']], 'not JSON'],
    ['no question', [['rounds', '1']], 'question'],
    ['bytes that are not UTF-8', [['question', 'Q'], ['evidence', latin1()]], 'not UTF-8'],
    ['more parts than a body may have', many(), '1000'],
  ] as const)('%s is refused by name', async (_, fields, detail) => {
    const answer = await form(fields);
    expect([400, 422]).toContain(answer.status);
    expect(answer.json.detail).toContain(detail);
  });

  test('a body that is not a form is refused', async () => {
    const answer = await create('nonsense', { 'content-type': 'multipart/form-data; boundary=xyz' });
    expect(answer.json).toMatchObject({ status: 400, code: 'bad-body' });
  });

  test('more documents than a debate takes are refused with the number', async () => {
    const file = () => ['evidence', new File(['x'], 'x.txt')] as const;
    const answer = await form([['question', 'Q'], file(), file(), file(), file()]);
    expect(answer.json.detail).toBe('There are 4 documents; a debate takes at most 3.');
  });
});

function latin1(): File {
  return new File([Uint8Array.of(0xe4, 0xf6)], 'old.txt', { type: 'text/plain' });
}

function many(): readonly (readonly [string, string])[] {
  return Array.from({ length: 1001 }, () => ['options', 'x'] as const);
}

describe('limits are refused with the number that was passed', () => {
  const seat = { model: 'scripted' };
  test.each([
    ['question', { question: 'q'.repeat(8001) }, '8000'],
    ['question', { question: ' \u0000 ' }, '1 character'],
    ['options', { question: 'Q', options: ['only'] }, '2 items'],
    ['options', { question: 'Q', options: Array.from({ length: 13 }, (_, i) => `${i}`) }, '12 items'],
    ['options', { question: 'Q', options: ['same', ' same'] }, 'the same'],
    ['options[1]', { question: 'Q', options: ['a', 'b'.repeat(301)] }, '300'],
    ['panel', { question: 'Q', panel: [seat] }, '2 items'],
    ['panel', { question: 'Q', panel: Array.from({ length: 9 }, () => seat) }, '8 items'],
    ['panel[1].name', { question: 'Q', panel: [seat, { name: 'n'.repeat(121) }] }, '120'],
    ['panel[0].model', { question: 'Q', panel: [{ model: 'm'.repeat(201) }, seat] }, '200'],
    ['panel[0].role', { question: 'Q', panel: [{ role: 'judge' }, seat] }, 'sceptic'],
    ['rounds', { question: 'Q', rounds: 5 }, '4'],
    ['rounds', { question: 'Q', rounds: 1.5 }, 'int'],
    ['budget.usd', { question: 'Q', budget: { usd: 1001 } }, '1000'],
    ['budget.usd', { question: 'Q', budget: { usd: 0 } }, '0'],
    ['budget.tokens', { question: 'Q', budget: { tokens: 50_000_001 } }, '50000000'],
    ['deadlineSeconds', { question: 'Q', deadlineSeconds: 3601 }, '3600'],
    ['deadlineSeconds', { question: 'Q', deadlineSeconds: 0 }, '1'],
    ['evidence', { question: 'Q', evidence: Array.from({ length: 4 }, () => ({ name: 'a', text: 'b' })) }, '3'],
    ['preset', { question: 'Q', preset: 'council' }, 'duel'],
  ])('%s', async (at, body, number) => {
    const answer = await create(body);
    expect(answer.json).toMatchObject({ status: 422, code: 'invalid' });
    expect(answer.json.errors).toContainEqual({ at, says: expect.stringContaining(number) });
    expect(answer.json.detail).toContain(number);
  });

  test('nothing of a refused request is kept', async () => {
    const before = await app.call('/api/v1/debates');
    await create({ question: 'Q', rounds: 99 });
    expect((await app.call('/api/v1/debates')).json).toEqual(before.json);
  });
});

test.each([
  [{ question: 'Q', colour: 'red' }, '"colour"'],
  [{ question: 'Q', panel: [{ modle: 'x' }, {}] }, '"modle"'],
  [JSON.parse('{"question":"Q","__proto__":{"rounds":1}}'), '"__proto__"'],
  [{ question: 'Q', constructor: 1 }, '"constructor"'],
])('an unknown member is refused by name: %j', async (body, name) => {
  const answer = await create(body);
  expect(answer.json).toMatchObject({ status: 422, code: 'invalid' });
  expect(answer.json.detail).toContain(name);
});

test('a model that is not at hand is refused, seat by seat', async () => {
  const panel = [{ model: 'scripted' }, { model: 'nobody:none' }];
  const answer = await create({ question: 'Q', panel, judge: { model: 'other' } });
  expect(answer.json).toMatchObject({
    status: 422,
    code: 'unknown-model',
    detail: 'There is no nobody:none.',
    errors: [
      { at: 'panel[1].model', says: 'There is no nobody:none.' },
      { at: 'judge.model', says: 'There is no other.' },
    ],
  });
});

describe('a body that is not JSON', () => {
  const json = { 'content-type': 'application/json' };
  test.each([
    ['broken', '{"question":', json, 400, 'bad-body'],
    ['empty', '', json, 400, 'bad-body'],
    ['not UTF-8', new Uint8Array([0x22, 0xff, 0x22]), json, 400, 'bad-body'],
    ['nested too deep', '['.repeat(100_000), json, 422, 'invalid'],
    ['of too many values', `[${'{},'.repeat(100_000)}{}]`, json, 422, 'invalid'],
    ['a list', '[]', json, 422, 'invalid'],
    ['null', 'null', json, 422, 'invalid'],
    ['of another type', 'question=Q', { 'content-type': 'application/x-www-form-urlencoded' }, 415, 'unsupported-media-type'],
    ['of no type', new Uint8Array([0x7b, 0x7d]), {}, 415, 'unsupported-media-type'],
  ] as const)('%s', async (_, body, headers, status, code) => {
    expect((await create(body, headers)).json).toMatchObject({ status, code });
  });

  test('brackets and quotes within a string do not count', async () => {
    const question = `${'[{,'.repeat(1000)} \\" \\\\`;
    expect((await create({ question })).status).toBe(202);
  });
});
