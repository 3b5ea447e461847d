import type { LoadModel } from './ai-sdk.ts';
import type { ApiKeyOptions } from './anthropic.ts';

/** OpenAI's Responses API. */
export const loadOpenai =
  ({ apiKey, baseUrl, fetch }: ApiKeyOptions, model: string): LoadModel =>
  async () => {
    const { createOpenAI } = await import('@ai-sdk/openai');
    return createOpenAI({ apiKey, fetch, ...(baseUrl ? { baseURL: baseUrl } : {}) }).responses(model);
  };
