import { describe, expect, it } from 'vitest';
import { AgentConfigError } from '../../app/agents/agent.ts';
import { findPrice, providerNames, readModelCatalog } from '../../app/agents/prices.ts';

const shipped = readModelCatalog(null);

describe('the shipped prices', () => {
  // OpenRouter lists its prices, and a compatible server is unknown.
  it.each(providerNames.filter((name) => name !== 'compatible' && name !== 'openrouter'))(
    'include the default model of %s',
    (name) => {
      const { default: model } = shipped[name];
      expect(model).not.toBeNull();
      expect(findPrice(shipped, name, model ?? '')?.inputUsd).toBeGreaterThan(0);
    },
  );

  it('are lower for input than for output', () => {
    for (const name of providerNames)
      for (const [model, { inputUsd, outputUsd }] of Object.entries(shipped[name].models))
        expect(inputUsd, model).toBeLessThan(outputUsd);
  });

  it('are lower for cached input, and higher above a number of tokens', () => {
    for (const name of providerNames)
      for (const [model, price] of Object.entries(shipped[name].models)) {
        expect(price.cachedInputUsd ?? 0, model).toBeLessThan(price.inputUsd);
        for (const tier of price.tiers ?? []) expect(tier.inputUsd, model).toBeGreaterThan(price.inputUsd);
      }
  });

  it('say when they were compared with those of the provider', () => {
    for (const name of providerNames.filter((provider) => !['compatible', 'openrouter'].includes(provider)))
      expect(Date.parse(shipped[name].checkedAt ?? ''), name).toBeGreaterThan(0);
  });
});

it('name the inference profiles of some regions, for 10 % more', () => {
  const regional = readModelCatalog(null, 'eu').bedrock;
  expect(regional.default).toBe(shipped.bedrock.default?.replace('global.', 'eu.'));
  expect(Object.keys(regional.models).filter((model) => model.startsWith('global.'))).toEqual([]);
  const model = 'anthropic.claude-sonnet-4-6';
  expect(regional.models[`eu.${model}`]?.outputUsd).toBeCloseTo(
    (shipped.bedrock.models[`global.${model}`]?.outputUsd ?? 0) * 1.1,
  );
  expect(regional.models['amazon.nova-pro-v1:0']).toEqual(shipped.bedrock.models['amazon.nova-pro-v1:0']);
});

describe('the price of a model', () => {
  const cheap = { inputUsd: 1, outputUsd: 2 };
  const models = readModelCatalog(
    JSON.stringify({
      anthropic: { models: { 'claude-x': cheap } },
      openai: { models: { 'gpt-x': cheap } },
      bedrock: { models: { 'global.anthropic.claude-x-v1:0': cheap } },
    }),
  );

  it.each([
    ['anthropic', 'claude-x'],
    ['anthropic', 'claude-x-20260101'],
    ['openai', 'gpt-x-2026-01-01'],
    ['bedrock', 'anthropic.claude-x-v1:0'],
    ['bedrock', 'eu.anthropic.claude-x-v1:0'],
    ['bedrock', 'arn:aws:bedrock:eu-west-1:123456789012:inference-profile/eu.anthropic.claude-x-v1:0'],
  ] as const)('of %s:%s is the price of the plain name', (provider, model) => {
    expect(findPrice(models, provider, model)).toEqual(cheap);
  });

  it.each(['claude-y', 'claude-x-mini', 'constructor', '__proto__', ''])('of %j is not known', (model) => {
    expect(findPrice(models, 'anthropic', model)).toBeNull();
  });
});

describe('a models file', () => {
  it('overrides and adds models and keeps the others', () => {
    const models = readModelCatalog(
      JSON.stringify({
        openai: { default: 'gpt-new', models: { 'gpt-new': { inputUsd: 1, outputUsd: 2 } } },
        compatible: { models: { 'llama-3': { inputUsd: 0, outputUsd: 0 } } },
      }),
    );
    expect(models.openai.default).toBe('gpt-new');
    expect(models.openai.models).toMatchObject(shipped.openai.models);
    expect(findPrice(models, 'compatible', 'llama-3')).toEqual({ inputUsd: 0, outputUsd: 0 });
    expect(models.anthropic).toEqual(shipped.anthropic);
  });

  it('gives prices of cached input and reasoning, tiers, and the day on which they were checked', () => {
    const price = {
      ...{ inputUsd: 2, outputUsd: 10, cachedInputUsd: 0.1, cacheWriteUsd: 2.5, reasoningUsd: 12 },
      tiers: [{ aboveTokens: 200_000, inputUsd: 4, outputUsd: 15, cachedInputUsd: 0.2 }],
    };
    const file = { compatible: { checkedAt: '2026-02-28', models: { x: price } } };
    const { compatible } = readModelCatalog(JSON.stringify(file));
    expect(compatible).toEqual({ default: null, checkedAt: '2026-02-28', models: { x: price } });
  });

  const priceOf = (members: string) => `{"openai":{"models":{"x":{"inputUsd":1,"outputUsd":1,${members}}}}}`;
  it.each([
    [priceOf('"cachedInputUsd":"0.1"'), 'openai.models.x.cachedInputUsd must be a number'],
    [priceOf('"tiers":[]'), 'openai.models.x.tiers must be a list of at least one tier'],
    [
      priceOf('"tiers":[{"inputUsd":1,"outputUsd":1}]'),
      'openai.models.x.tiers[0].aboveTokens must be a whole',
    ],
    [
      priceOf('"tiers":[{"aboveTokens":9,"inputUsd":1}]'),
      'openai.models.x.tiers[0].outputUsd must be a number',
    ],
    [priceOf('"tiers":[{"aboveTokens":9,"usd":1}]'), 'openai.models.x.tiers[0] has an unknown member "usd"'],
    ['{"openai":{"checkedAt":"2026-02-30"}}', 'openai.checkedAt must be a date such as 2026-11-30'],
    ['nonsense', 'the file is not valid JSON'],
    ['[]', 'the file must be an object'],
    ['{"mistral":{}}', 'unknown provider "mistral"'],
    ['{"openai":5}', 'openai must be an object'],
    ['{"openai":{"default":5}}', 'openai.default'],
    ['{"openai":{"model":{}}}', 'openai has an unknown member "model"'],
    ['{"openai":{"models":[]}}', 'openai.models must be an object'],
    ['{"openai":{"models":{"x":3}}}', 'openai.models.x must be an object'],
    ['{"openai":{"models":{"x":{"inputUsd":1}}}}', 'openai.models.x.outputUsd must be a number'],
    [
      '{"openai":{"models":{"x":{"inputUsd":-1,"outputUsd":1}}}}',
      'openai.models.x.inputUsd must be a number',
    ],
    [
      '{"openai":{"models":{"x":{"inputUsd":1,"outputUsd":1,"usd":1}}}}',
      'openai.models.x has an unknown member "usd"',
    ],
  ])('is rejected with the invalid member: %s', (text, problem) => {
    expect(() => readModelCatalog(text)).toThrow(AgentConfigError);
    expect(() => readModelCatalog(text)).toThrow(`ROSTRUM_MODELS_FILE: ${problem}`);
  });
});
