import type { KeyedProvider } from './anthropic.ts';
import type { Load } from './model.ts';

/** OpenAI's Responses API. */
export const loadOpenai =
  ({ apiKey, baseUrl, fetch }: KeyedProvider, model: string): Load =>
  async () => {
    const { createOpenAI } = await import('@ai-sdk/openai');
    return createOpenAI({ apiKey, fetch, ...(baseUrl ? { baseURL: baseUrl } : {}) }).responses(model);
  };
