import type { KeyedProvider } from './anthropic.ts';
import type { Load } from './model.ts';

/** Google's Gemini API. */
export const loadGoogle =
  ({ apiKey, baseUrl, fetch }: KeyedProvider, model: string): Load =>
  async () => {
    const { createGoogle } = await import('@ai-sdk/google');
    return createGoogle({ apiKey, fetch, ...(baseUrl ? { baseURL: baseUrl } : {}) })(model);
  };
