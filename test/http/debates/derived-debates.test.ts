import { describe, expect, test } from 'vitest';
import { profile } from '../../../app/contract/profiles.ts';
import { createJudgeSeat, createPanel, presets } from '../../../app/debate/core/presets.ts';
import { createDebateDriver, judgement, proposal, settings } from '../../support/debates/debate-driver.ts';
import { cancelledDebate } from '../../support/debates/sample-debates.ts';
import { openApp } from '../../support/http/open-app.ts';
import { seedDebate } from '../../support/http/test-app.ts';

const { app, database, create, readSettings } = await openApp();
const { store } = database;

/** A decided debate of two, of whom one dissents. */
function decidedLog(options?: readonly string[]) {
  const model = 'scripted';
  const debate = createDebateDriver(
    settings({
      preset: 'duel',
      rounds: 0,
      panel: createPanel(presets.duel, undefined, model),
      judge: createJudgeSeat(undefined, model),
      ...(options && { options }),
    }),
  );
  debate.runPhase({ a1: proposal('Split it.', options?.[0]), a2: proposal('Keep it.', options?.[1]) });
  debate.startDueTurns();
  const choice = options?.[0];
  const comparison = { groups: [['a1'], ['a2']], adopts: ['a1'], rejects: [], moved: [] };
  debate.complete('r0.decide.j1', { ...judgement, comparison, ...(choice && { choice }) });
  return debate.log;
}
const decided = await seedDebate(store, decidedLog());
const closed = await seedDebate(store, decidedLog(['Split', 'Keep']));
const cancelled = await seedDebate(store, cancelledDebate().events);

const post = (path: string, body: object, headers: Readonly<Record<string, string>> = {}) =>
  app.call(`/api/v1/debates/${path}`, { method: 'POST', body, headers });

const documentsOf = (id: string) => store.evidence({ tenant: 'local', debate: id });

describe('a follow-up', () => {
  test('has the record of the debate as evidence, its panel and its limits', async () => {
    const { status, json } = await post(`${decided}/follow-ups`, { question: 'Who does it?' });
    expect(status).toBe(202);
    const settings = await readSettings(json.id);
    const earlier = await readSettings(decided);
    expect(settings).toMatchObject({
      question: 'Who does it?',
      preset: earlier.preset,
      panel: earlier.panel,
      parent: { debate: decided, relation: 'follow-up' },
    });
    const [record] = await documentsOf(json.id);
    expect(record?.name).toBe(`Record of the debate ${decided}.md`);
    expect(record?.text).toContain('Should we split the monolith?');
    expect(record?.text).toContain('Split the payments part first.');
    expect(record?.text).toContain('## Minority');
  });

  test('of a review asks a question without its checklist, and another run has it', async () => {
    const review = settings({ preset: 'review', checklist: ['Has a date'], rounds: 0 });
    const debate = createDebateDriver({
      ...review,
      panel: createPanel(presets.review, undefined, 'scripted'),
      judge: createJudgeSeat(undefined, 'scripted'),
    });
    debate.runPhase({ a1: proposal('No.'), a2: proposal('No.'), a3: proposal('No.') });
    debate.runPhase({ j1: judgement });
    const id = await seedDebate(store, debate.log);
    const followed = await post(`${id}/follow-ups`, { question: 'Who adds the date?' });
    expect(await readSettings(followed.json.id)).toMatchObject({ preset: 'standard' });
    expect(await readSettings(followed.json.id)).not.toHaveProperty('checklist');
    const again = await post(`${id}/reruns`, { evidence: [{ name: 'a.txt', text: 'Today.' }] });
    expect(await readSettings(again.json.id)).toMatchObject({ preset: 'review', checklist: ['Has a date'] });
  });

  test('has its record in addition to as many documents as a debate may have', async () => {
    const { documentsMax } = profile('test').limits;
    const evidence = Array.from({ length: documentsMax }, (_, index) => ({
      name: `${index}.txt`,
      text: 'One.',
    }));
    const first = await post(`${decided}/follow-ups`, { question: 'Who?', evidence });
    expect(first.status).toBe(202);
    expect(await documentsOf(first.json.id)).toHaveLength(documentsMax + 1);
    await post(`${first.json.id}/cancel`, {});
    expect((await post(`${first.json.id}/reruns`, {})).status).toBe(202);
  });

  test('has the documents of the debate and its own', async () => {
    const { json: first } = await create({ question: 'Q', evidence: [{ name: 'a.txt', text: 'One.' }] });
    await post(`${first.id}/cancel`, {});
    const again = await post(`${first.id}/reruns`, {});
    expect((await documentsOf(again.json.id)).map(({ name }) => name)).toEqual(['a.txt']);
    const followed = await post(`${closed}/follow-ups`, {
      question: 'And then?',
      evidence: [{ name: 'b.txt', text: 'Two.' }],
    });
    const names = (await documentsOf(followed.json.id)).map(({ name }) => name);
    expect(names.at(-1)).toBe('b.txt');
    expect((await readSettings(followed.json.id)).options).toBeUndefined();
  });

  test('is started once for an Idempotency-Key', async () => {
    const key = { 'idempotency-key': 'once' };
    const start = (question: string) => post(`${decided}/follow-ups`, { question }, key);
    const [first, second] = [await start('Why?'), await start('Why?')];
    expect(second.json.id).toBe(first.json.id);
    expect((await start('How?')).json).toMatchObject({ status: 409, code: 'idempotency-conflict' });
  });

  test('of a debate without an answer is refused', async () => {
    const { json } = await post(`${cancelled}/follow-ups`, { question: 'Why?' });
    expect(json).toMatchObject({ status: 409, code: 'no-answer' });
    expect(json.detail).toContain('Run it again');
  });
});

describe('another run', () => {
  test('repeats the settings, except for what the body changes', async () => {
    const { json } = await post(`${closed}/reruns`, { rounds: 1, budget: { tokens: 2_000_000 } });
    const [settings, earlier] = [await readSettings(json.id), await readSettings(closed)];
    expect(settings).toMatchObject({
      question: earlier.question,
      options: earlier.options,
      panel: earlier.panel,
      rounds: 1,
      budget: { tokens: 2_000_000 },
      parent: { debate: closed, relation: 'rerun' },
    });
  });

  test('with another preset has its seats', async () => {
    const { json } = await post(`${decided}/reruns`, { preset: 'standard' });
    const { panel } = await readSettings(json.id);
    expect(panel.map(({ role }) => role)).toEqual(['advocate', 'sceptic', 'evidence-checker']);
  });

  test('with another preset has its exchange, decider and jury', async () => {
    const { json } = await post(`${decided}/reruns`, { preset: 'deep' });
    expect(await readSettings(json.id)).toMatchObject({ exchange: 'ring', decider: 'jury' });
    expect((await readSettings(json.id)).jury).toHaveLength(2);
  });

  test('of an open question with options is decided by their votes', async () => {
    const open = (await create({ question: 'Which?' })).json.id;
    await post(`${open}/cancel`, {});
    expect((await readSettings(open)).decider).toBe('judge');
    const { json } = await post(`${open}/reruns`, { options: ['Yes', 'No'] });
    expect((await readSettings(json.id)).decider).toBe('vote');
  });

  test('of another kind of question leaves out what the body removes', async () => {
    const asked = { question: 'How long?', number: { unit: 'weeks' }, budget: { usd: 5 } };
    const { id } = (await create(asked)).json;
    await post(`${id}/cancel`, {});
    const changes = { number: null, budget: null, options: ['Soon', 'Late'] };
    const { json } = await post(`${id}/reruns`, changes);
    const again = await readSettings(json.id);
    expect(again).toMatchObject({ options: ['Soon', 'Late'], decider: 'vote', budget: {} });
    expect(again).not.toHaveProperty('number');
    const evidence = [{ name: 'a.txt', text: 'One.' }];
    const review = (await create({ question: 'Q', checklist: ['Has a date'], evidence })).json.id;
    await post(`${review}/cancel`, {});
    const open = await post(`${review}/reruns`, { checklist: null });
    expect(await readSettings(open.json.id)).not.toHaveProperty('checklist');
    expect((await post(`${id}/reruns`, { question: null })).json).toMatchObject({ status: 422 });
  });

  test('refuses what a new debate would refuse, by name', async () => {
    const unknown = await post(`${decided}/reruns`, { colour: 'red' });
    expect(unknown.json).toMatchObject({ status: 422, code: 'validation-failed' });
    const wrong = await post(`${closed}/reruns`, { baseline: 'separate' });
    expect(wrong.json).toMatchObject({ code: 'validation-failed', errors: [{ path: 'baseline' }] });
  });
});

test.each(['follow-ups', 'reruns'])('%s of a running debate are refused', async (path) => {
  const { json } = await create({ question: 'Q' });
  const answer = await post(`${json.id}/${path}`, { question: 'Why?' });
  expect(answer.json).toMatchObject({ status: 409, code: 'debate-not-ended' });
});
