import type { VariableName } from '../../contract/env.ts';
import type { Contract } from '../../contract/types/contract.ts';
import type { Clock } from '../../shared/clock.ts';
import { AgentConfigError } from '../agent.ts';
import type { ProviderName } from '../prices.ts';
import { loadAnthropic } from './anthropic.ts';
import { createTaskCredentials, type GetCredentials, parseTaskRoleUrl } from './aws-credentials.ts';
import { loadBedrock } from './bedrock.ts';
import { loadGoogle } from './google.ts';
import type { LoadModel } from './model-agent.ts';
import { loadOpenai } from './openai.ts';
import { loadCompatible } from './openai-compatible.ts';

/** The declared variables that are set; of these the agents read their own. */
export type AgentEnvironment = Readonly<Partial<Record<VariableName, string>>>;

export interface ProviderDeps {
  readonly env: AgentEnvironment;
  readonly limits: Contract['agents'];
  readonly fetch: typeof fetch;
  readonly clock: Clock;
}

/** A provider that can be called. */
export interface Provider {
  readonly name: ProviderName;
  /** What turned it on: `ANTHROPIC_API_KEY is set`. */
  readonly enabledBy: string;
  readonly secrets: readonly string[];
  readonly load: (model: string) => LoadModel;
  /** Models that the server itself names. */
  readonly listedModels: readonly string[];
}

/** A server that speaks OpenAI's protocol, and where it was learnt of. */
export interface CompatibleEndpoint {
  readonly baseUrl: string;
  readonly enabledBy: string;
  readonly listedModels: readonly string[];
}

/** What turns a provider on. */
export const setupHints: Readonly<Record<ProviderName, string>> = {
  anthropic: 'set ANTHROPIC_API_KEY',
  openai: 'set OPENAI_API_KEY',
  google: 'set GOOGLE_GENERATIVE_AI_API_KEY',
  bedrock: 'set AWS_REGION, with credentials or as a task with a role',
  compatible: 'set OPENAI_COMPATIBLE_URL',
};

/** The providers that the environment turns on, in the order in which a default is looked for. */
export function configuredProviders(
  deps: ProviderDeps,
  compatible: CompatibleEndpoint | null,
): readonly Provider[] {
  const { env, fetch } = deps;
  const withApiKey = (
    name: ProviderName,
    key: VariableName,
    base: VariableName,
    load: typeof loadAnthropic,
  ): readonly Provider[] => {
    const apiKey = env[key];
    if (apiKey === undefined) return [];
    const access = { apiKey, baseUrl: env[base], fetch };
    return [
      {
        name,
        enabledBy: `${key} is set`,
        secrets: [apiKey],
        load: (model) => load(access, model),
        listedModels: [],
      },
    ];
  };
  return [
    ...withApiKey('anthropic', 'ANTHROPIC_API_KEY', 'ANTHROPIC_BASE_URL', loadAnthropic),
    ...withApiKey('openai', 'OPENAI_API_KEY', 'OPENAI_BASE_URL', loadOpenai),
    ...withApiKey('google', 'GOOGLE_GENERATIVE_AI_API_KEY', 'GOOGLE_GENERATIVE_AI_BASE_URL', loadGoogle),
    ...createBedrockProvider(deps),
    ...(compatible ? [createCompatibleProvider(compatible, deps)] : []),
  ];
}

function createCompatibleProvider(
  { baseUrl, enabledBy, listedModels }: CompatibleEndpoint,
  { env, fetch }: ProviderDeps,
): Provider {
  const apiKey = env.OPENAI_COMPATIBLE_API_KEY;
  const secrets = apiKey === undefined ? [] : [apiKey];
  const load = (model: string) => loadCompatible({ baseUrl, apiKey, fetch }, model);
  return { name: 'compatible', enabledBy, secrets, load, listedModels };
}

function createBedrockProvider(deps: ProviderDeps): readonly Provider[] {
  const { env, fetch } = deps;
  const region = env.AWS_REGION;
  const access = findAwsAccess(deps);
  if (region === undefined || access === null) return [];
  const { credentials, secrets, sourceName } = access;
  const load = (model: string) =>
    loadBedrock({ region, credentials, baseUrl: env.BEDROCK_BASE_URL, fetch }, model);
  return [
    { name: 'bedrock', enabledBy: `AWS_REGION is set with ${sourceName}`, secrets, load, listedModels: [] },
  ];
}

interface AwsAccess {
  readonly credentials: GetCredentials;
  readonly secrets: readonly string[];
  readonly sourceName: string;
}

/** Keys in the environment come first, as with AWS's own clients. */
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
