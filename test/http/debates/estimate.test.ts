import { describe, expect, test } from 'vitest';
import { profile } from '../../../app/contract/profiles.ts';
import type { EstimateResponse } from '../../../app/debate/views/responses.ts';
import { scriptedRoster } from '../../support/agents/scripted-roster.ts';
import { openApp } from '../../support/http/open-app.ts';

/** Models whose names end in `free` have no known price. */
const scripted = scriptedRoster();
const roster = {
  ...scripted,
  info: (model: string) => ({
    ...scripted.info(model),
    price: model.endsWith('free') ? null : { inputUsd: 1, outputUsd: 2 },
  }),
};
const { app, create } = await openApp({ roster });
const { outputTokensMax, attemptsMax } = profile('test').agents;

const estimate = (body: unknown) => app.call('/api/v1/estimates', { method: 'POST', body });

async function estimateJson(body: unknown): Promise<EstimateResponse> {
  const { status, json } = await estimate(body);
  expect(status).toBe(200);
  return json;
}

test('an estimate returns the cost bounds of the debate and creates nothing', async () => {
  const asked = await estimateJson({ question: 'Should we split the monolith?' });
  expect(asked).toMatchObject({
    preset: 'standard',
    panel: [
      { id: 'a1', name: 'Ada', role: 'advocate', model: 'scripted' },
      { id: 'a2', role: 'sceptic' },
      { id: 'a3', role: 'evidence-checker' },
    ],
    judge: { id: 'j1', model: 'scripted' },
    rounds: 2,
    minimum: { turns: { propose: 3, critique: 0, revise: 0, decide: 1, total: 4 }, outputTokens: 0 },
    maximum: {
      turns: { propose: 3, critique: 6, revise: 6, decide: 2, total: 17 },
      outputTokens: 17 * attemptsMax * 2 * outputTokensMax,
    },
    unpriced: [],
    budget: { usd: null, tokens: null, sufficient: true },
  });
  for (const { inputTokens, outputTokens, tokens, usd } of [asked.minimum, asked.typical, asked.maximum]) {
    expect(tokens).toBe(inputTokens + outputTokens);
    expect(usd).toBeCloseTo((inputTokens + 2 * outputTokens) / 1_000_000, 9);
  }
  expect(asked.assumptions.join(' ')).toContain(`${outputTokensMax} tokens`);
  expect((await app.call('/api/v1/debates')).json.debates).toEqual([]);
});

test('an estimate and a reservation use the output limit of each seat', async () => {
  const limits = [1000, 2000, 4000].map((limit) => ({ outputTokensMax: limit }));
  const asked = await estimateJson({
    question: 'Q',
    panel: limits,
    judge: { outputTokensMax: 8000 },
    rounds: 0,
  });
  // The judge may be replaced by the seat with the longest reply.
  const perCall = 1000 + 2000 + 4000 + 8000;
  const { outputTokens, turns } = asked.maximum;
  expect(turns).toMatchObject({ propose: 3, decide: 2 });
  expect(outputTokens).toBe((perCall + 4000) * attemptsMax * 2);
  expect(asked.typical.outputTokens).toBe(4 * 1000);
  expect(asked.assumptions.join(' ')).toContain('1000 or 2000 or 4000 or 8000 tokens');
  const same = await estimateJson({
    question: 'Q',
    panel: limits,
    judge: { outputTokensMax: 4000 },
    rounds: 0,
  });
  expect(asked.budget.firstRound.tokens).toBeGreaterThan(same.budget.firstRound.tokens);
});

test('a model that thinks is expected to write longer replies', async () => {
  const panel = [{ model: 'scripted-thinker' }, { model: 'scripted-thinker' }];
  const asked = await estimateJson({ question: 'Q', panel, rounds: 0 });
  const { thinking } = profile('test').agents;
  expect(asked.assumptions.join(' ')).toContain(`${outputTokensMax} or ${thinking.outputTokensMax} tokens`);
});

test('models without a price are listed and do not count in the USD sums', async () => {
  const panel = [{ model: 'scripted-free' }, { model: 'scripted' }];
  const asked = await estimateJson({
    question: 'Q',
    options: ['a', 'b'],
    panel,
    judge: { model: 'scripted-free', fallback: 'scripted-2-free' },
  });
  expect(asked.unpriced).toEqual(['scripted-free', 'scripted-2-free']);
  const all = await estimateJson({ question: 'Q', options: ['a', 'b'], panel: [panel[1], panel[1]] });
  expect(asked.maximum.tokens).toBe(all.maximum.tokens);
  expect(asked.maximum.usd).toBeCloseTo(all.maximum.usd / 2, 4);
});

test('an estimate returns the cost of the first round and if the budget covers it', async () => {
  const { firstRound } = (await estimateJson({ question: 'Q' })).budget;
  const { tokens } = firstRound;
  const budgetOf = async (given: number) =>
    (await estimateJson({ question: 'Q', budget: { tokens: given } })).budget;
  expect(await budgetOf(tokens)).toEqual({ usd: null, tokens, firstRound, sufficient: true });
  expect(await budgetOf(tokens - 1)).toMatchObject({ firstRound, sufficient: false });
});

test('documents count in the estimate, as JSON and as files', async () => {
  const text = 'Throughput fell by 40 %. '.repeat(1000);
  const asked = await estimateJson({ question: 'Q', evidence: [{ name: 'a.md', text }] });
  const form = new FormData();
  form.set('question', 'Q');
  form.append('evidence', new File([text], 'a.md', { type: 'text/markdown' }));
  const asForm = await estimateJson(form);
  expect({ least: asForm.minimum, most: asForm.maximum }).toEqual({
    least: asked.minimum,
    most: asked.maximum,
  });
  const bare = await estimateJson({ question: 'Q' });
  expect(asked.minimum.tokens).toBeGreaterThanOrEqual(bare.minimum.tokens + 4 * Math.floor(text.length / 6));
  expect(asked.maximum.tokens).toBeGreaterThan(
    bare.maximum.tokens + (17 * attemptsMax * 2 * text.length) / 3,
  );
});

describe('an estimate is refused like the creation', () => {
  test.each([
    ['no question', {}],
    ['too many rounds', { question: 'Q', rounds: 99 }],
    ['an unknown member', { question: 'Q', colour: 'red' }],
    ['an unknown model', { question: 'Q', judge: { model: 'none' } }],
    ['a document too large', { question: 'Q', evidence: [{ name: 'a', text: 'x'.repeat(262_145) }] }],
    ['a picture', { question: 'Q', evidence: [{ name: 'a.png', mediaType: 'image/png', text: 'x' }] }],
    ['what is no JSON', '{'],
  ])('%s', async (_, body) => {
    const [refused, asCreated] = [await estimate(body), await create(body)];
    const { requestId, ...problem } = refused.json;
    const { requestId: another, ...other } = asCreated.json;
    expect(requestId).not.toBe(another);
    expect(problem).toEqual(other);
    expect(refused.status).toBeGreaterThanOrEqual(400);
  });
});
