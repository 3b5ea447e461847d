import type { ApiKeyOptions } from './anthropic.ts';
import type { LoadModel } from './model-agent.ts';

/** OpenAI's Responses API. */
export const loadOpenai =
  ({ apiKey, baseUrl, fetch }: ApiKeyOptions, model: string): LoadModel =>
  async () => {
    const { createOpenAI } = await import('@ai-sdk/openai');
    return createOpenAI({ apiKey, fetch, ...(baseUrl ? { baseURL: baseUrl } : {}) }).responses(model);
  };
