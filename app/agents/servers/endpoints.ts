import type { VariableName } from '../../contract/env.ts';
import type { Contract } from '../../contract/types/contract.ts';
import type { Clock } from '../../shared/clock.ts';
import { isPrivateHost } from '../../shared/private-host.ts';
import { AgentConfigError } from '../agent.ts';
import { createModelList, type ModelList } from './model-list.ts';
import type { ModelServer } from './model-servers.ts';
import { joinServerUrl } from './server-url.ts';

/** A server with OpenAI's chat completions. */
export interface ServerEndpoint {
  /** Its name as a provider. */
  readonly name: string;
  readonly baseUrl: string;
  /** With its key. */
  readonly headers: Readonly<Record<string, string>>;
  readonly secrets: readonly string[];
  readonly enabledBy: string;
  readonly callsMax: number;
  readonly list: ModelList;
  /** Was searched and not configured: it exists from the moment that it lists a model. */
  readonly isDetected: boolean;
}

export interface EndpointDeps {
  readonly env: Readonly<Partial<Record<VariableName, string>>>;
  /** The servers of the models file. */
  readonly servers: readonly ModelServer[];
  /** Values of the variables that the models file names. */
  readonly serverKeys: Readonly<Record<string, string>>;
  /** The URL of a local server to detect when none is configured, or null. */
  readonly localUrl: string | null;
  readonly limits: Contract['agents'];
  readonly fetch: typeof fetch;
  readonly clock: Clock;
}

/** Ollama's default address. */
export const ollamaUrl = 'http://127.0.0.1:11434';
const openrouterUrl = 'https://openrouter.ai/api/v1';

/** OpenRouter, the servers of the models file, and the compatible server of the environment or of this machine. */
export function createEndpoints(deps: EndpointDeps): readonly ServerEndpoint[] {
  return [...openrouterEndpoint(deps), ...namedEndpoints(deps), ...compatibleEndpoint(deps)];
}

function openrouterEndpoint(deps: EndpointDeps): readonly ServerEndpoint[] {
  const { OPENROUTER_API_KEY: key, OPENROUTER_BASE_URL: baseUrl = openrouterUrl } = deps.env;
  if (key === undefined) return [];
  const callsMax = deps.limits.callsPerProviderMax.openrouter ?? deps.limits.hostedServerCallsMax;
  const enabledBy = 'OPENROUTER_API_KEY is set';
  return [
    createEndpoint(deps, { name: 'openrouter', baseUrl, headers: bearer(key), key, enabledBy, callsMax }),
  ];
}

function namedEndpoints(deps: EndpointDeps): readonly ServerEndpoint[] {
  return deps.servers.map(({ name, url, apiKeyVariable, apiKeyHeader, headers, callsMax }) => {
    const key = apiKeyVariable === null ? undefined : deps.serverKeys[apiKeyVariable];
    const auth = key === undefined ? {} : apiKeyHeader === null ? bearer(key) : { [apiKeyHeader]: key };
    return createEndpoint(deps, {
      name,
      baseUrl: url,
      headers: { ...headers, ...auth },
      key,
      enabledBy: 'ROSTRUM_MODELS_FILE names it',
      callsMax: callsMax ?? deps.limits.callsPerProviderMax[name] ?? defaultCallsMax(url, deps.limits),
    });
  });
}

function compatibleEndpoint(deps: EndpointDeps): readonly ServerEndpoint[] {
  const { env, localUrl, limits } = deps;
  const { OPENAI_COMPATIBLE_URL: baseUrl, OPENAI_COMPATIBLE_API_KEY: key } = env;
  const name = 'compatible';
  const limit = readCallsMax(env.OPENAI_COMPATIBLE_CALLS_MAX);
  if (baseUrl !== undefined) {
    const enabledBy = 'OPENAI_COMPATIBLE_URL is set';
    const callsMax = limit ?? defaultCallsMax(baseUrl, limits);
    return [createEndpoint(deps, { name, baseUrl, headers: bearer(key), key, enabledBy, callsMax })];
  }
  if (localUrl === null) return [];
  const callsMax = limit ?? defaultCallsMax(localUrl, limits);
  const enabledBy = `Ollama answers at ${localUrl}`;
  const options = { name, baseUrl: `${localUrl}/v1`, headers: {}, key: undefined, enabledBy, callsMax };
  return [createEndpoint(deps, { ...options, listUrl: `${localUrl}/api/tags`, isDetected: true })];
}

interface EndpointOptions extends Omit<ServerEndpoint, 'secrets' | 'list' | 'isDetected'> {
  readonly key: string | undefined;
  readonly listUrl?: string;
  readonly isDetected?: boolean;
}

function createEndpoint(
  { limits, fetch, clock }: EndpointDeps,
  { key, listUrl, isDetected = false, ...endpoint }: EndpointOptions,
): ServerEndpoint {
  const { baseUrl, headers } = endpoint;
  const url = listUrl ?? joinServerUrl(baseUrl, '/models');
  const list = createModelList({ url, headers, timeoutMs: limits.modelListTimeoutMs, fetch, clock });
  return { ...endpoint, secrets: key === undefined ? [] : [key], list, isDetected };
}

const bearer = (key: string | undefined): Readonly<Record<string, string>> =>
  key === undefined ? {} : { authorization: `Bearer ${key}` };

/** A server of one's own computes all calls at once or queues them; a hosted one has many machines. */
const defaultCallsMax = (url: string, { callsPerProviderMax, hostedServerCallsMax }: Contract['agents']) =>
  isPrivateHost(url) ? (callsPerProviderMax.compatible ?? hostedServerCallsMax) : hostedServerCallsMax;

/** The value of OPENAI_COMPATIBLE_CALLS_MAX. Throws an AgentConfigError. */
export function readCallsMax(text: string | undefined): number | null {
  if (text === undefined) return null;
  if (/^[1-9]\d{0,2}$/.test(text)) return Number(text);
  throw new AgentConfigError(`OPENAI_COMPATIBLE_CALLS_MAX=${text}: it must be a whole number from 1 to 999.`);
}
