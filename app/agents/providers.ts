import type { Contract } from '../contract/contract.ts';
import type { VariableName } from '../contract/env.ts';
import { BadAgentSettings } from './agent.ts';
import { loadAnthropic } from './anthropic.ts';
import { type CredentialSource, createTaskCredentials, taskRoleUrl } from './aws-credentials.ts';
import { loadBedrock } from './bedrock.ts';
import type { Clock } from './clock.ts';
import { loadCompatible } from './compatible.ts';
import { loadGoogle } from './google.ts';
import type { Load } from './model.ts';
import { loadOpenai } from './openai.ts';
import type { ProviderName } from './prices.ts';

/** The declared variables that are set; of these the agents read their own. */
export type AgentEnvironment = Readonly<Partial<Record<VariableName, string>>>;

export interface ProviderParts {
  readonly env: AgentEnvironment;
  readonly limits: Contract['agents'];
  readonly fetch: typeof fetch;
  readonly clock: Clock;
}

/** A provider that can be called. */
export interface Provider {
  readonly name: ProviderName;
  /** What turned it on: `ANTHROPIC_API_KEY is set`. */
  readonly because: string;
  readonly secrets: readonly string[];
  readonly load: (model: string) => Load;
  /** Models that the server itself names. */
  readonly found: readonly string[];
}

/** A server that speaks OpenAI's protocol, and where it was learnt of. */
export interface Compatible {
  readonly baseUrl: string;
  readonly because: string;
  readonly found: readonly string[];
}

/** What turns a provider on. */
export const cures: Readonly<Record<ProviderName, string>> = {
  anthropic: 'set ANTHROPIC_API_KEY',
  openai: 'set OPENAI_API_KEY',
  google: 'set GOOGLE_GENERATIVE_AI_API_KEY',
  bedrock: 'set AWS_REGION, with credentials or as a task with a role',
  compatible: 'set OPENAI_COMPATIBLE_URL',
};

/** The providers that the environment turns on, in the order in which a default is looked for. */
export function configuredProviders(
  parts: ProviderParts,
  compatible: Compatible | null,
): readonly Provider[] {
  const { env, fetch } = parts;
  const keyed = (
    name: ProviderName,
    key: VariableName,
    base: VariableName,
    load: typeof loadAnthropic,
  ): readonly Provider[] => {
    const apiKey = env[key];
    if (apiKey === undefined) return [];
    const access = { apiKey, baseUrl: env[base], fetch };
    return [
      { name, because: `${key} is set`, secrets: [apiKey], load: (model) => load(access, model), found: [] },
    ];
  };
  return [
    ...keyed('anthropic', 'ANTHROPIC_API_KEY', 'ANTHROPIC_BASE_URL', loadAnthropic),
    ...keyed('openai', 'OPENAI_API_KEY', 'OPENAI_BASE_URL', loadOpenai),
    ...keyed('google', 'GOOGLE_GENERATIVE_AI_API_KEY', 'GOOGLE_GENERATIVE_AI_BASE_URL', loadGoogle),
    ...bedrock(parts),
    ...(compatible ? [compatibleProvider(compatible, parts)] : []),
  ];
}

function compatibleProvider(
  { baseUrl, because, found }: Compatible,
  { env, fetch }: ProviderParts,
): Provider {
  const apiKey = env.OPENAI_COMPATIBLE_API_KEY;
  const secrets = apiKey === undefined ? [] : [apiKey];
  const load = (model: string) => loadCompatible({ baseUrl, apiKey, fetch }, model);
  return { name: 'compatible', because, secrets, load, found };
}

function bedrock(parts: ProviderParts): readonly Provider[] {
  const { env, fetch } = parts;
  const region = env.AWS_REGION;
  const access = awsAccess(parts);
  if (region === undefined || access === null) return [];
  const { credentials, secrets, whose } = access;
  const load = (model: string) =>
    loadBedrock({ region, credentials, baseUrl: env.BEDROCK_BASE_URL, fetch }, model);
  return [{ name: 'bedrock', because: `AWS_REGION is set with ${whose}`, secrets, load, found: [] }];
}

interface AwsAccess {
  readonly credentials: CredentialSource;
  readonly secrets: readonly string[];
  readonly whose: string;
}

/** Keys in the environment come first, as with AWS's own clients. */
function awsAccess({ env, fetch, clock, limits }: ProviderParts): AwsAccess | null {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = env;
  if (accessKeyId !== undefined && secretAccessKey !== undefined) {
    const sessionToken = env.AWS_SESSION_TOKEN;
    const held = { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) };
    return { credentials: async () => held, secrets: Object.values(held), whose: 'AWS_ACCESS_KEY_ID' };
  }
  const url = taskRoleUrl(env.AWS_CONTAINER_CREDENTIALS_RELATIVE_URI, env.AWS_CONTAINER_CREDENTIALS_FULL_URI);
  if (url === null) return null;
  if (typeof url === 'string') throw new BadAgentSettings(`${url}.`);
  const tokenFile = env.AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE;
  const credentials = createTaskCredentials({ url: url.href, tokenFile, fetch, clock, limits });
  return { credentials, secrets: [], whose: "the task's role" };
}
