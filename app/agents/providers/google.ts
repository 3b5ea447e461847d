import type { ApiKeyOptions } from './anthropic.ts';
import type { LoadModel } from './model-agent.ts';

/** Google's Gemini API. */
export const loadGoogle =
  ({ apiKey, baseUrl, fetch }: ApiKeyOptions, model: string): LoadModel =>
  async () => {
    const { createGoogle } = await import('@ai-sdk/google');
    return createGoogle({ apiKey, fetch, ...(baseUrl ? { baseURL: baseUrl } : {}) })(model);
  };
