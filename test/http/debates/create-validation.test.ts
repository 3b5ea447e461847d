import { describe, expect, test } from 'vitest';
import { openApp } from '../../support/http/open-app.ts';

const { app, create } = await openApp({ now: () => new Date('2026-03-01T10:00:00.000Z') });

describe('a creation that exceeds a limit names the limit', () => {
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
    ['panel[1].effort', { question: 'Q', panel: [seat, { effort: 'huge' }] }, 'medium'],
    ['judge.outputTokensMax', { question: 'Q', judge: { outputTokensMax: 12 } }, 'from 256 to 128000'],
    ['rounds', { question: 'Q', rounds: 5 }, 'must be a whole number from 0 to 4'],
    ['rounds', { question: 'Q', rounds: -1.5 }, 'must be a whole number from 0 to 4'],
    ['rounds', { question: 'Q', rounds: 'two' }, 'must be a whole number from 0 to 4'],
    ['budget.usd', { question: 'Q', budget: { usd: 1001 } }, 'must be a number above 0 and at most 1000'],
    ['budget.usd', { question: 'Q', budget: { usd: 0 } }, 'must be a number above 0 and at most 1000'],
    ['budget.tokens', { question: 'Q', budget: { tokens: 50_000_001 } }, 'from 1 to 50000000'],
    ['deadlineSeconds', { question: 'Q', deadlineSeconds: 3601 }, 'from 1 to 3600'],
    ['deadlineSeconds', { question: 'Q', deadlineSeconds: 0 }, 'from 1 to 3600'],
    ['question', {}, 'is missing'],
    ['question', { question: 7 }, 'must be text'],
    ['panel', { question: 'Q', panel: {} }, 'must be a list'],
    [
      'evidence',
      { question: 'Q', evidence: Array.from({ length: 4 }, () => ({ name: 'a', text: 'b' })) },
      '3',
    ],
    ['preset', { question: 'Q', preset: 'senate' }, 'duel'],
    ['checklist', { question: 'Q', preset: 'review' }, 'needs a checklist'],
    ['checklist', { question: 'Q', checklist: ['One'], options: ['a', 'b'] }, 'not options and a checklist'],
    ['checklist', { question: 'Q', checklist: ['same', 'same'] }, 'the same'],
    ['evidence', { question: 'Q', checklist: ['One'] }, 'at least one document'],
    ['number', { question: 'Q', number: { unit: 'km' }, options: ['a', 'b'] }, 'not options and a number'],
    ['decider', { question: 'Q', number: { unit: 'km' }, decider: 'judge' }, 'pooled'],
    ['decider', { question: 'Q', decider: 'pool' }, 'with a number'],
    ['number.tolerance', { question: 'Q', number: { unit: 'km', tolerance: 0.6 } }, '0.5'],
    ['baseline', { question: 'Q', number: { unit: 'km' }, baseline: 'separate' }, 'open questions'],
  ])('%s', async (path, body, number) => {
    const answer = await create(body);
    expect(answer.json).toMatchObject({ status: 422, code: 'validation-failed' });
    expect(answer.json.errors).toEqual([{ path, message: expect.stringContaining(number) }]);
    expect(answer.json.detail).toContain(number);
  });

  test('and stores nothing', async () => {
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
])('an unknown member is refused and named: %j', async (body, name) => {
  const answer = await create(body);
  expect(answer.json).toMatchObject({ status: 422, code: 'validation-failed' });
  expect(answer.json.detail).toContain(name);
});

describe('a JSON body', () => {
  const json = { 'content-type': 'application/json' };
  test.each([
    ['broken', '{"question":', json, 400, 'malformed-body'],
    ['empty', '', json, 400, 'malformed-body'],
    ['not UTF-8', new Uint8Array([0x22, 0xff, 0x22]), json, 400, 'malformed-body'],
    ['nested too deep', '['.repeat(100_000), json, 422, 'validation-failed'],
    ['of too many values', `[${'{},'.repeat(100_000)}{}]`, json, 422, 'validation-failed'],
    ['a list', '[]', json, 422, 'validation-failed'],
    ['null', 'null', json, 422, 'validation-failed'],
    [
      'of another type',
      'question=Q',
      { 'content-type': 'application/x-www-form-urlencoded' },
      415,
      'unsupported-media-type',
    ],
    ['of no type', new Uint8Array([0x7b, 0x7d]), {}, 415, 'unsupported-media-type'],
  ] as const)('is refused: %s', async (_, body, headers, status, code) => {
    expect((await create(body, headers)).json).toMatchObject({ status, code });
  });

  test('is accepted with many brackets and quotes in a string', async () => {
    const question = `${'[{,'.repeat(1000)} \\" \\\\`;
    expect((await create({ question })).status).toBe(202);
  });
});
