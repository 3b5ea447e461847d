import { expect, it } from 'vitest';
import { modelFamily } from '../../app/agents/model-family.ts';

it.each([
  ['claude-sonnet-5', 'claude'],
  ['anthropic/claude-sonnet-5', 'claude'],
  ['global.anthropic.claude-opus-5', 'claude'],
  ['gpt-5.4-mini', 'gpt'],
  ['openai/o3', 'gpt'],
  ['gpt-oss:20b', 'gpt'],
  ['gemini-3.5-flash', 'gemini'],
  ['google/gemma-3-27b-it', 'gemma'],
  ['llama3.2:3b', 'llama'],
  ['meta-llama/Llama-4-Scout', 'llama'],
  ['qwen3:8b', 'qwen'],
  ['Qwen/QwQ-32B', 'qwen'],
  ['mistralai/Mixtral-8x7B', 'mistral'],
  ['codestral:latest', 'mistral'],
  ['deepseek-r1:14b', 'deepseek'],
  ['deepseek/deepseek-r1-distill-llama-70b', 'deepseek'],
  ['x-ai/grok-4', 'grok'],
  ['moonshotai/kimi-k2', 'kimi'],
  ['z-ai/glm-4.6', 'glm'],
  ['phi4:14b', 'phi'],
  ['amazon.nova-pro-v1:0', 'nova'],
  ['cohere/command-a', 'command'],
])('the family of %s is %s', (name, family) => {
  expect(modelFamily(name)).toBe(family);
});

it.each(['', 'test-model', 'my-finetune', 'novel', 'photo2', 'sapphire'])(
  'the family of “%s” is not known',
  (name) => {
    expect(modelFamily(name)).toBeNull();
  },
);
