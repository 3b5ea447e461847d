import type { CredentialSource } from './aws-credentials.ts';
import type { Load } from './model.ts';

export interface BedrockAccess {
  readonly region: string;
  readonly credentials: CredentialSource;
  readonly baseUrl: string | undefined;
  readonly fetch: typeof fetch;
}

/** Amazon Bedrock's Converse API. */
export const loadBedrock =
  ({ region, credentials, baseUrl, fetch }: BedrockAccess, model: string): Load =>
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
