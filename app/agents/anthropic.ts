import type { Load } from './model.ts';

export interface KeyedProvider {
  readonly apiKey: string;
  readonly baseUrl: string | undefined;
  readonly fetch: typeof fetch;
}

/** Anthropic's Messages API. */
export const loadAnthropic =
  ({ apiKey, baseUrl, fetch }: KeyedProvider, model: string): Load =>
  async () => {
    const { createAnthropic } = await import('@ai-sdk/anthropic');
    return createAnthropic({ apiKey, fetch, ...(baseUrl ? { baseURL: baseUrl } : {}) })(model);
  };
