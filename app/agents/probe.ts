import type { Contract } from '../contract/contract.ts';
import type { AgentEnvironment, Compatible } from './providers.ts';

/** Where Ollama listens unless it is told otherwise. */
export const ollamaUrl = 'http://127.0.0.1:11434';

export interface ProbeParts {
  readonly env: AgentEnvironment;
  /** A local server to look for when none is configured, or null. */
  readonly localUrl: string | null;
  readonly limits: Contract['agents'];
  readonly fetch: typeof fetch;
}

/** The OpenAI-compatible server that is configured, or runs on this machine; null when there is neither. */
export async function findCompatible({
  env,
  localUrl,
  limits,
  fetch,
}: ProbeParts): Promise<Compatible | null> {
  const configured = env.OPENAI_COMPATIBLE_URL?.replace(/\/+$/, '');
  const ask = (url: string, key?: string) => names(fetch, url, key, limits.probeMs);
  if (configured !== undefined) {
    const found = await ask(`${configured}/models`, env.OPENAI_COMPATIBLE_API_KEY);
    return { baseUrl: configured, because: 'OPENAI_COMPATIBLE_URL is set', found: found ?? [] };
  }
  if (localUrl === null) return null;
  const found = await ask(`${localUrl}/api/tags`);
  if (!found?.length) return null;
  return { baseUrl: `${localUrl}/v1`, because: `Ollama answers at ${localUrl}`, found };
}

/**
 * Names of the models that a server lists, those for embeddings left out; null when it does not answer in
 * time.
 */
async function names(
  ask: typeof fetch,
  url: string,
  key: string | undefined,
  withinMs: number,
): Promise<readonly string[] | null> {
  try {
    const headers = key === undefined ? {} : { authorization: `Bearer ${key}` };
    const response = await ask(url, { headers, signal: AbortSignal.timeout(withinMs) });
    return response.ok ? listed(await response.json()) : null;
  } catch {
    // Whatever went wrong, the server is not there for us; the banner says what is used instead.
    return null;
  }
}

/** Ollama answers `{ models: [{ name }] }`, the protocol's own list is `{ data: [{ id }] }`. */
function listed(answer: unknown): readonly string[] {
  const items = [...list(answer, 'models'), ...list(answer, 'data')];
  const said = items.map((item) => member(item, 'name') ?? member(item, 'id'));
  return said.filter((name) => typeof name === 'string').filter((name) => !/embed|bge-|minilm/i.test(name));
}

const list = (value: unknown, name: string): readonly unknown[] => {
  const found = member(value, name);
  return Array.isArray(found) ? found : [];
};

const member = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
