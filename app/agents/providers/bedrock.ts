import type { GetCredentials } from './aws-credentials.ts';
import type { LoadModel } from './model-agent.ts';

export interface BedrockOptions {
  readonly region: string;
  readonly credentials: GetCredentials;
  readonly baseUrl: string | undefined;
  readonly fetch: typeof fetch;
}

/** Amazon Bedrock's Converse API. */
export const loadBedrock =
  ({ region, credentials, baseUrl, fetch }: BedrockOptions, model: string): LoadModel =>
  async (signal) => {
    const { createAmazonBedrock } = await import('@ai-sdk/amazon-bedrock');
    // Asked for here, because the package would bury a failure's type and ignore the signal.
    const current = await credentials(signal);
    const bedrock = createAmazonBedrock({
      region,
      fetch,
      credentialProvider: async () => current,
      // Empty, so that a key from an undeclared variable does not take the place of these credentials.
      apiKey: '',
      ...(baseUrl ? { baseURL: baseUrl } : {}),
    });
    return bedrock(model);
  };
