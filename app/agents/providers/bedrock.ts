import type { LoadModel } from './ai-sdk.ts';
import type { GetCredentials } from './aws-credentials.ts';

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
    // Requested here, because the package would hide the type of a failure and ignore the signal.
    const current = await credentials(signal);
    const bedrock = createAmazonBedrock({
      region,
      fetch,
      credentialProvider: async () => current,
      // Empty, so that the package does not read a key from an undeclared variable instead.
      apiKey: '',
      ...(baseUrl ? { baseURL: baseUrl } : {}),
    });
    return bedrock(model);
  };
