import { describe, expect, it } from 'vitest';
import { parseModelList } from '../../../app/agents/servers/parse-model-list.ts';
import { cpuGrowth, linearGrowthMax } from '../../support/cpu-growth.ts';

const names = (body: unknown) => [...(parseModelList(body)?.keys() ?? ['no list'])];

describe('a list of models', () => {
  it.each([
    ['of OpenAI', { object: 'list', data: [{ id: 'a', object: 'model' }, { id: 'b' }] }],
    ['of Ollama', { models: [{ name: 'a', model: 'a' }, { name: 'b' }] }],
    ['of names', ['a', 'b']],
    ['without a wrapper', [{ id: 'a' }, { name: 'b' }]],
    ['of names in a wrapper', { models: ['a', 'b'] }],
    ['with "model" as the name', { data: [{ model: 'a' }, { model: 'b' }] }],
    ['in both shapes', { data: [{ id: 'a' }], models: [{ name: 'a' }, { name: 'b' }] }],
    ['with invalid items', [{ id: 'a' }, null, 3, {}, { id: '' }, { id: 'with space' }, ['x'], 'b']],
  ])('%s is read', (_, body) => {
    expect(names(body)).toEqual(['a', 'b']);
  });

  it.each([[{ hello: 'world' }], [null], ['text'], [3], [{ data: {} }], [{ error: { message: 'no' } }]])(
    'is not %j',
    (body) => {
      expect(parseModelList(body)).toBeNull();
    },
  );

  it('leaves out models that write no text', () => {
    const image = { id: 'image', architecture: { output_modalities: ['image'] } };
    const chat = { id: 'chat', architecture: { output_modalities: ['text', 'image'] } };
    expect(names([image, chat, 'nomic-embed-text', 'BGE-m3', 'all-minilm:latest'])).toEqual(['chat']);
  });

  it('has the prices and the context of OpenRouter', () => {
    const pricing = { prompt: '0.0000006', completion: '0.000015', input_cache_read: '0.0000003' };
    const free = { prompt: '0', completion: '0' };
    const variable = { prompt: '-1', completion: '-1' };
    const list = parseModelList({
      data: [
        { id: 'anthropic/claude-sonnet-5', context_length: 1_000_000, pricing },
        { id: 'x/free', context_length: 0, pricing: free },
        { id: 'openrouter/auto', pricing: variable },
        { id: 'odd', context_length: '8192', pricing: { prompt: 1, completion: 'much' } },
      ],
    });
    expect([...(list?.values() ?? [])]).toEqual([
      {
        name: 'anthropic/claude-sonnet-5',
        price: { inputUsd: 0.6, outputUsd: 15, cachedInputUsd: 0.3 },
        contextTokens: 1_000_000,
      },
      { name: 'x/free', price: { inputUsd: 0, outputUsd: 0 }, contextTokens: null },
      { name: 'openrouter/auto', price: null, contextTokens: null },
      { name: 'odd', price: null, contextTokens: null },
    ]);
  });

  it.each(['max_model_len', 'context_window', 'max_context_length'])('has the context in %s', (name) => {
    expect(parseModelList([{ id: 'm', [name]: 32_768 }])?.get('m')).toMatchObject({ contextTokens: 32_768 });
  });

  it('is cut when it is long, and read in linear time', () => {
    const make = (chars: number) => Array.from({ length: chars / 10 }, (_, index) => ({ id: `m${index}` }));
    expect(parseModelList(make(100_000))?.size).toBe(2000);
    expect(cpuGrowth(make, parseModelList)).toBeLessThanOrEqual(linearGrowthMax);
  });
});
