import { expect, test } from 'vitest';
import {
  findModels,
  firstOfEachFamily,
  type ModelChoice,
  modelContextLabel,
  modelPriceLabel,
} from '../../../app/page/lib/models.ts';
import { neutralFormats } from '../../../app/shared/formats.ts';

const listed = (model: string, family: string | null): ModelChoice => ({
  model,
  family,
  price: { inputUsd: 3, outputUsd: 15 },
  contextTokens: 200_000,
});

const models = [
  listed('openrouter:anthropic/claude-x', 'claude'),
  listed('openrouter:openai/gpt-x', 'gpt'),
  listed('ollama:own', null),
  listed('openrouter:anthropic/claude-y', 'claude'),
];

test('a search finds models that contain all of its words, in their name or family', () => {
  const found = (search: string) => findModels(models, search).map(({ model }) => model);
  expect(found('Claude y')).toEqual(['openrouter:anthropic/claude-y']);
  expect(found('gpt')).toEqual(['openrouter:openai/gpt-x']);
  expect(found('nothing')).toEqual([]);
  expect(found('')).toHaveLength(4);
});

test('the first model of each known family is taken, in the order of the list', () => {
  expect(firstOfEachFamily(models)).toEqual(['openrouter:anthropic/claude-x', 'openrouter:openai/gpt-x']);
});

test('price and context are named, or left out when they are unknown', () => {
  const unknown = { ...listed('own', null), price: null, contextTokens: null };
  expect([
    modelPriceLabel(models[0] ?? unknown, neutralFormats),
    modelContextLabel(models[0] ?? unknown, neutralFormats),
  ]).toEqual(['$3.00 in, $15.00 out per million tokens', '200k tokens of context']);
  expect([modelPriceLabel(unknown, neutralFormats), modelContextLabel(unknown, neutralFormats)]).toEqual([
    'price unknown',
    '',
  ]);
});
