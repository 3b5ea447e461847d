import type { LoadModel } from './ai-sdk.ts';

export interface ApiKeyOptions {
  readonly apiKey: string;
  readonly baseUrl: string | undefined;
  readonly fetch: typeof fetch;
}

/** Anthropic's Messages API. */
export const loadAnthropic =
  ({ apiKey, baseUrl, fetch }: ApiKeyOptions, model: string): LoadModel =>
  async () => {
    const { createAnthropic } = await import('@ai-sdk/anthropic');
    return createAnthropic({ apiKey, fetch, ...(baseUrl ? { baseURL: baseUrl } : {}) })(model);
  };
