import type { VariableName } from '../../contract/env.ts';
import type { Contract } from '../../contract/types/contract.ts';
import type { Clock } from '../../shared/clock.ts';
import { AgentConfigError } from '../agent.ts';
import type { ProviderName } from '../prices.ts';
import type { ServerEndpoint } from '../servers/endpoints.ts';
import { streamAnthropic } from './anthropic.ts';
import { createTaskCredentials, type GetCredentials, parseTaskRoleUrl } from './aws-credentials.ts';
import { streamBedrock } from './bedrock.ts';
import { streamChatCompletion } from './chat-completions.ts';
import { streamGoogle } from './google.ts';
import { streamOpenai } from './openai.ts';
import type { StreamReply } from './reply-stream.ts';
import type { Send } from './transport/send.ts';

/** The declared environment variables that are set. */
export type AgentEnvironment = Readonly<Partial<Record<VariableName, string>>>;

export interface ProviderDeps {
  readonly env: AgentEnvironment;
  readonly limits: Contract['agents'];
  readonly fetch: typeof fetch;
  readonly send: Send;
  readonly clock: Clock;
}

/** A configured provider. */
export interface Provider {
  /** A ProviderName, or the name of a server in the models file. */
  readonly name: string;
  /** The reason why it is configured: `ANTHROPIC_API_KEY is set`. */
  readonly enabledBy: string;
  readonly secrets: readonly string[];
  readonly stream: (model: string) => StreamReply;
  /** The server behind it, if it has one with OpenAI's protocol: its limits and the models that it lists. */
  readonly server: ServerEndpoint | null;
}

/** Instructions to configure each provider. */
export const setupHints: Readonly<Record<ProviderName, string>> = {
  anthropic: 'set ANTHROPIC_API_KEY',
  openai: 'set OPENAI_API_KEY',
  google: 'set GOOGLE_GENERATIVE_AI_API_KEY',
  openrouter: 'set OPENROUTER_API_KEY',
  bedrock: 'set AWS_REGION, with credentials or a task role',
  compatible: 'set OPENAI_COMPATIBLE_URL',
};

/** The configured providers, in the order of preference for the default model. */
export function configuredProviders(
  deps: ProviderDeps,
  servers: readonly ServerEndpoint[],
): readonly Provider[] {
  const { env, send, clock } = deps;
  const withApiKey = (
    name: ProviderName,
    key: VariableName,
    base: VariableName,
    stream: typeof streamAnthropic,
  ): readonly Provider[] => {
    const apiKey = env[key];
    if (apiKey === undefined) return [];
    const access = { apiKey, baseUrl: env[base], send, clock };
    return [
      {
        name,
        enabledBy: `${key} is set`,
        secrets: [apiKey],
        stream: (model) => stream({ ...access, model }),
        server: null,
      },
    ];
  };
  const serverProviders = servers.map((server) => createServerProvider(server, deps));
  return [
    ...withApiKey('anthropic', 'ANTHROPIC_API_KEY', 'ANTHROPIC_BASE_URL', streamAnthropic),
    ...withApiKey('openai', 'OPENAI_API_KEY', 'OPENAI_BASE_URL', streamOpenai),
    ...withApiKey('google', 'GOOGLE_GENERATIVE_AI_API_KEY', 'GOOGLE_GENERATIVE_AI_BASE_URL', streamGoogle),
    ...serverProviders.filter(({ name }) => name === 'openrouter'),
    ...createBedrockProvider(deps),
    ...serverProviders.filter(({ name }) => name !== 'openrouter'),
  ];
}

function createServerProvider(server: ServerEndpoint, { send, clock }: ProviderDeps): Provider {
  const { name, enabledBy, secrets, baseUrl, headers } = server;
  const stream = (model: string) =>
    streamChatCompletion({ baseUrl, apiKey: undefined, headers, model, send, clock });
  return { name, enabledBy, secrets, stream, server };
}

function createBedrockProvider(deps: ProviderDeps): readonly Provider[] {
  const { env, send, clock } = deps;
  const region = env.AWS_REGION;
  const access = findAwsAccess(deps);
  if (region === undefined || access === null) return [];
  const { credentials, secrets, sourceName } = access;
  const stream = (model: string) =>
    streamBedrock({ region, credentials, baseUrl: env.BEDROCK_BASE_URL, model, send, clock });
  return [
    { name: 'bedrock', enabledBy: `AWS_REGION is set with ${sourceName}`, secrets, stream, server: null },
  ];
}

interface AwsAccess {
  readonly credentials: GetCredentials;
  readonly secrets: readonly string[];
  readonly sourceName: string;
}

/** Keys in the environment take precedence, as in AWS's own clients. */
function findAwsAccess({ env, fetch, clock, limits }: ProviderDeps): AwsAccess | null {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = env;
  if (accessKeyId !== undefined && secretAccessKey !== undefined) {
    const sessionToken = env.AWS_SESSION_TOKEN;
    const credentials = { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) };
    return {
      credentials: async () => credentials,
      secrets: Object.values(credentials),
      sourceName: 'AWS_ACCESS_KEY_ID',
    };
  }
  const url = parseTaskRoleUrl(
    env.AWS_CONTAINER_CREDENTIALS_RELATIVE_URI,
    env.AWS_CONTAINER_CREDENTIALS_FULL_URI,
  );
  if (url === null) return null;
  if (typeof url === 'string') throw new AgentConfigError(`${url}.`);
  const tokenFile = env.AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE;
  const credentials = createTaskCredentials({ url: url.href, tokenFile, fetch, clock, limits });
  return { credentials, secrets: [], sourceName: "the task's role" };
}
