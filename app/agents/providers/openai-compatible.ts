import type { LoadModel } from './model-agent.ts';

export interface CompatibleOptions {
  /** With its path: `http://localhost:11434/v1`. */
  readonly baseUrl: string;
  readonly apiKey: string | undefined;
  readonly fetch: typeof fetch;
}

/** Any server that speaks OpenAI's chat completions: Ollama, vLLM, OpenRouter. */
export const loadCompatible =
  ({ baseUrl, apiKey, fetch }: CompatibleOptions, model: string): LoadModel =>
  async () => {
    const { createOpenAICompatible } = await import('@ai-sdk/openai-compatible');
    const options = { name: 'compatible', baseURL: baseUrl, fetch, includeUsage: true };
    return createOpenAICompatible({ ...options, ...(apiKey ? { apiKey } : {}) })(model);
  };
