import type { Contract } from '../../contract/types/contract.ts';
import type { AgentEnvironment, CompatibleEndpoint } from './configured.ts';

/** Where Ollama listens unless it is told otherwise. */
export const ollamaUrl = 'http://127.0.0.1:11434';

export interface CompatibleServerDeps {
  readonly env: AgentEnvironment;
  /** A local server to look for when none is configured, or null. */
  readonly localUrl: string | null;
  readonly limits: Contract['agents'];
  readonly fetch: typeof fetch;
}

/** The OpenAI-compatible server that is configured, or runs on this machine; null when there is neither. */
export async function findCompatibleServer({
  env,
  localUrl,
  limits,
  fetch,
}: CompatibleServerDeps): Promise<CompatibleEndpoint | null> {
  const configured = env.OPENAI_COMPATIBLE_URL?.replace(/\/+$/, '');
  const request = (url: string, key?: string) =>
    listModelNames(fetch, url, key, limits.localServerProbeTimeoutMs);
  if (configured !== undefined) {
    const models = await request(`${configured}/models`, env.OPENAI_COMPATIBLE_API_KEY);
    return { baseUrl: configured, enabledBy: 'OPENAI_COMPATIBLE_URL is set', listedModels: models ?? [] };
  }
  if (localUrl === null) return null;
  const models = await request(`${localUrl}/api/tags`);
  if (!models?.length) return null;
  return { baseUrl: `${localUrl}/v1`, enabledBy: `Ollama answers at ${localUrl}`, listedModels: models };
}

/**
 * Names of the models that a server lists, those for embeddings left out; null when it does not answer in
 * time.
 */
async function listModelNames(
  fetchModels: typeof fetch,
  url: string,
  key: string | undefined,
  timeoutMs: number,
): Promise<readonly string[] | null> {
  try {
    const headers = key === undefined ? {} : { authorization: `Bearer ${key}` };
    const response = await fetchModels(url, { headers, signal: AbortSignal.timeout(timeoutMs) });
    return response.ok ? parseModelNames(await response.json()) : null;
  } catch {
    // Whatever went wrong, the server is not there for us; the banner says what is used instead.
    return null;
  }
}

/** Ollama answers `{ models: [{ name }] }`, the protocol's own list is `{ data: [{ id }] }`. */
function parseModelNames(body: unknown): readonly string[] {
  const items = [...list(body, 'models'), ...list(body, 'data')];
  const names = items.map((item) => member(item, 'name') ?? member(item, 'id'));
  return names.filter((name) => typeof name === 'string').filter((name) => !/embed|bge-|minilm/i.test(name));
}

const list = (value: unknown, name: string): readonly unknown[] => {
  const found = member(value, name);
  return Array.isArray(found) ? found : [];
};

const member = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
