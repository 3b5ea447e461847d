import { describe, expect, it } from 'vitest';
import { defaultTraits, findModelTraits, type ModelTraits } from '../../app/agents/model-traits.ts';
import shipped from '../../app/agents/prices.json' with { type: 'json' };

const steered = { thinks: true, takesEffort: true };
const openai = { needsMaxCompletionTokens: true };

const expected: readonly (readonly [string, Partial<ModelTraits>])[] = [
  ['claude-opus-5-5', steered],
  ['claude-sonnet-5-20260401', steered],
  ['claude-opus-4-7', steered],
  ['anthropic/claude-opus-4-8', steered],
  ['eu.anthropic.claude-fable-5-1-v1:0', steered],
  ['arn:aws:bedrock:eu-west-1:123456789012:inference-profile/us-gov.anthropic.claude-opus-5', steered],
  ['claude-sonnet-4-6', { takesEffort: true }],
  ['claude-haiku-4-5-20251001', { takesEffort: true }],
  ['claude-3-haiku-20240307', {}],
  ['gpt-5.4', { ...steered, ...openai }],
  ['openai/gpt-5-mini', { ...steered, ...openai }],
  ['gpt-5.2-chat-latest', openai],
  ['o3', { ...steered, ...openai }],
  ['o4-mini-2025-04-16', { ...steered, ...openai }],
  ['o1-mini', { thinks: true, ...openai, hasSystemRole: false }],
  ['gpt-4o', {}],
  ['gpt-4.1-mini', {}],
  ['openai.gpt-oss-120b-1:0', steered],
  ['gpt-oss:20b', steered],
  ['gemini-3.5-flash', steered],
  ['gemini-2.5-pro', steered],
  ['google/gemini-2.5-flash-lite', { takesEffort: true }],
  ['gemini-2.0-flash', {}],
  ['gemma-3-27b-it', { hasSystemRole: false }],
  ['google/gemma2:9b', { hasSystemRole: false }],
  ['us.deepseek.r1-v1:0', { thinks: true }],
  ['deepseek-ai/DeepSeek-R1-Distill-Llama-70B', { thinks: true }],
  ['deepseek-r1:14b', { thinks: true }],
  ['deepseek-chat', {}],
  ['qwen3:8b', { thinks: true }],
  ['Qwen/Qwen3-235B-A22B-Thinking-2507', { thinks: true }],
  ['Qwen/Qwen3-235B-A22B-Instruct-2507', {}],
  ['qwen2.5:7b', {}],
  ['x-ai/grok-4', { thinks: true }],
  ['grok-4-fast-non-reasoning', {}],
  ['mistralai/magistral-small', { thinks: true }],
  ['moonshotai/kimi-k2-thinking', { thinks: true }],
  ['llama3.2:3b', {}],
  ['test-model', {}],
];

describe('the traits of a model', () => {
  it.each(expected)('%s', (model, traits) => {
    expect(findModelTraits(model)).toEqual({ ...defaultTraits, ...traits });
  });

  it('are the same for a shipped Anthropic model on Bedrock', () => {
    for (const model of Object.keys(shipped.anthropic.models))
      expect(findModelTraits(`global.anthropic.${model}-v1:0`), model).toEqual(findModelTraits(model));
  });

  it('of every shipped model of OpenAI from GPT-5 on include its own token limit', () => {
    for (const model of Object.keys(shipped.openai.models))
      expect(findModelTraits(model).needsMaxCompletionTokens, model).toBe(!/^gpt-4/.test(model));
  });
});
