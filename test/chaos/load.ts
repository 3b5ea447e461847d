import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';

/** The result of a request. */
export interface HttpResult {
  /** 0: the connection was lost. */
  readonly status: number;
  readonly retryAfter: string | null;
  /** The process that answered, if the response names it. */
  readonly process: string | null;
  readonly body: string;
  readonly durationMs: number;
}

export interface Load {
  readonly results: readonly HttpResult[];
  /** Requests retried on another port, because the connection was lost before the first byte. */
  retries(): number;
  /** Resolves after the last response. */
  end(): Promise<void>;
}

/** Due requests are sent in batches at this interval. */
const tickMs = 5;

/** Attempts per request. */
const attemptsMax = 5;

/** The pause before a request is retried once every port has lost its connection: health checks find one by then. */
const retryMs = 100;

/**
 * Sends this many requests a second to the ports in turn, without waiting for responses. Like nginx, it keeps
 * connections to each port, and retries on the next one when a connection is lost.
 */
export function startLoad(ports: () => readonly number[], rate: number): Load {
  const agent = new Agent({ keepAlive: true });
  const results: HttpResult[] = [];
  const pending: Promise<void>[] = [];
  const startedAt = performance.now();
  let nextIndex = 0;
  let retries = 0;
  let isStopped = false;
  async function run(): Promise<void> {
    while (!isStopped) {
      const due = Math.floor(((performance.now() - startedAt) * rate) / 1000);
      while (pending.length < due) pending.push(sendNext());
      await pause(tickMs);
    }
    await Promise.all(pending);
    agent.destroy();
  }
  async function sendNext(): Promise<void> {
    const tried = new Set<number>();
    for (let attempt = 1; ; attempt += 1) {
      const port = nextPort(tried);
      const answer = await sendRequest(`http://127.0.0.1:${port}`, '/api/v1/debates?limit=5', { agent });
      if (answer.status > 0 || attempt === attemptsMax) return void results.push(answer);
      retries += 1;
      tried.add(port);
      if (ports().every((next) => tried.has(next))) await pause(retryMs);
    }
  }
  /** The next port in turn that has not been tried; any port once all have been. */
  function nextPort(tried: ReadonlySet<number>): number {
    const all = ports();
    const untried = all.filter((port) => !tried.has(port));
    const candidates = untried.length > 0 ? untried : all;
    return candidates[nextIndex++ % candidates.length] ?? 0;
  }
  const running = run();
  return {
    results,
    retries: () => retries,
    end() {
      isStopped = true;
      return running;
    },
  };
}

interface RequestOptions {
  readonly method?: string;
  /** JSON. */
  readonly body?: string;
  readonly agent?: Agent;
  /** Closes the connection. */
  readonly signal?: AbortSignal;
}

const jsonHeaders = { 'content-type': 'application/json' };

/** Sends one request, on a new connection unless an agent is given. */
export async function sendRequest(url: string, path: string, init: RequestOptions = {}): Promise<HttpResult> {
  const { method = 'GET', body: content, agent = false, signal } = init;
  const startedAt = performance.now();
  const elapsed = () => Math.round(performance.now() - startedAt);
  try {
    const headersSent = content === undefined ? {} : jsonHeaders;
    const options = { method, agent, headers: headersSent, ...(signal ? { signal } : {}) };
    const clientRequest = request(`${url}${path}`, options).end(content);
    const [response] = await once(clientRequest, 'response');
    const body = await text(response);
    const { statusCode: status, headers } = response;
    return {
      status,
      body,
      durationMs: elapsed(),
      retryAfter: headers['retry-after'] ?? null,
      process: headers['x-rostrum-process'] ?? null,
    };
  } catch (error) {
    return { status: 0, retryAfter: null, process: null, body: String(error), durationMs: elapsed() };
  }
}
