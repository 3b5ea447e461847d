import { describe, expect, test } from 'vitest';
import { createJudgeSeat, createPanel, presets } from '../../../app/debate/core/presets.ts';
import { panelWarnings } from '../../../app/debate/views/panel-warnings.ts';

const warnings = (
  models: readonly string[],
  judge: string,
  { rounds = 2, prices = {} }: { rounds?: number; prices?: Readonly<Record<string, number>> } = {},
) =>
  panelWarnings(
    {
      panel: createPanel(
        presets.standard,
        models.map((model) => ({ model })),
        'unused',
      ),
      judge: createJudgeSeat({ model: judge }, 'unused'),
      rounds,
    },
    (model) => (prices[model] === undefined ? null : { inputUsd: 1, outputUsd: prices[model] }),
  );

const diverse = ['openai:gpt-5.4', 'google:gemini-3.1-pro-preview', 'bedrock:amazon.nova-pro-v1:0'];

test('different models of similar strength with a judge of another family get no warning', () => {
  expect(warnings(diverse, 'anthropic:claude-sonnet-5')).toEqual([]);
});

test('one model in all seats', () => {
  const [first, ...others] = warnings(['openai:gpt-5.4', 'openai:gpt-5.4'], 'openai:gpt-5.4');
  expect(first).toContain('All agents and the judge are one model, openai:gpt-5.4');
  expect(others).toEqual([]);
});

describe('a judge of the family of an agent', () => {
  test.each([
    ['anthropic:claude-sonnet-5', 'anthropic:claude-opus-5-5'],
    ['bedrock:global.anthropic.claude-haiku-4-5-20251001-v1:0', 'anthropic:claude-opus-5-5'],
    [
      'bedrock:arn:aws:bedrock:eu-west-1:1:inference-profile/eu.anthropic.claude-opus-5',
      'anthropic:claude-x',
    ],
    ['compatible:meta-llama/Llama-3.3-70B', 'compatible:llama4:scout'],
    ['compatible:openai/gpt-6', 'openai:gpt-5.4'],
    ['openai:gpt-5.4', 'openai:gpt-5.4'],
  ])('%s, judged by %s', (model, judge) => {
    const found = warnings([...diverse.slice(1), model], judge, { rounds: 1 });
    expect(found).toEqual([
      expect.stringContaining(`The judge, ${judge}, is of the same model family as Cleo`),
    ]);
  });

  test('all agents of its family are named', () => {
    const found = warnings(['openai:gpt-5.4', 'openai:gpt-5.2', 'google:gemini-3'], 'openai:gpt-5');
    expect(found[0]).toContain('as Ada and Bela');
  });
});

describe('a wide gap of strength', () => {
  const models = ['openai:gpt-5.5', 'google:gemini-3.1-pro-preview'];
  const gap = (low: number, high: number) =>
    warnings(models, 'compatible:qwen3', {
      rounds: 1,
      prices: { [models[0] ?? '']: high, [models[1] ?? '']: low },
    });

  test('is a price of more than ten times', () => {
    expect(gap(2, 20)).toEqual([]);
    expect(gap(2, 21)).toEqual([
      expect.stringMatching(/^Ada \(openai:gpt-5\.5\) costs 11 times as much as Bela/),
    ]);
  });

  test('is not known for models without a price, or with a price of 0', () => {
    expect(gap(0, 20)).toEqual([]);
    expect(warnings(models, 'compatible:qwen3', { prices: { 'openai:gpt-5.5': 20 } })).toEqual([]);
  });
});

describe('small models', () => {
  const judge = 'anthropic:claude-opus-5-5';
  const small = (model: string, rounds = 2, usd?: number) =>
    warnings([model, 'google:gemini-3.1-pro-preview'], judge, {
      rounds,
      prices: usd === undefined ? {} : { [model]: usd },
    }).length === 1;

  test.each([
    'openai:gpt-5.4-mini',
    'openai:gpt-5-nano',
    'google:gemini-3.5-flash',
    'bedrock:amazon.nova-lite-v1:0',
    'compatible:qwen3:8b',
    'compatible:mistralai/Ministral-3B-Instruct',
    'compatible:qwen2.5-0.5b',
  ])('%s', (model) => {
    expect(small(model)).toBe(true);
    expect(small(model, 1)).toBe(false);
  });

  test.each([
    'openai:gpt-5.4',
    'compatible:minimax-m2',
    'compatible:qwen3-30b-a3b',
    'compatible:mixtral-8x7b',
  ])('not %s', (model) => expect(small(model)).toBe(false));

  test('a price below one dollar per million output tokens', () => {
    expect(small('openai:gpt-6-luna', 2, 0.5)).toBe(true);
    expect(small('openai:gpt-6-luna', 2, 1)).toBe(false);
  });
});

test('rehearsal seats get no warning', () => {
  expect(warnings(['rehearsal', 'rehearsal', 'rehearsal'], 'rehearsal')).toEqual([]);
  expect(warnings(['rehearsal', 'rehearsal?seed=2'], 'openai:gpt-5.4-mini')).toEqual([]);
});
