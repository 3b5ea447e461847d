import type { LoadModel } from './ai-sdk.ts';
import type { ApiKeyOptions } from './anthropic.ts';

/** Google's Gemini API. */
export const loadGoogle =
  ({ apiKey, baseUrl, fetch }: ApiKeyOptions, model: string): LoadModel =>
  async () => {
    const { createGoogle } = await import('@ai-sdk/google');
    return createGoogle({ apiKey, fetch, ...(baseUrl ? { baseURL: baseUrl } : {}) })(model);
  };
