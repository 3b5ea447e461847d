import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';

/** How a request went. */
export interface HttpResult {
  /** 0: the connection broke. */
  readonly status: number;
  readonly retryAfter: string | null;
  /** The process that has answered, if it says so. */
  readonly process: string | null;
  readonly body: string;
  readonly durationMs: number;
}

export interface Load {
  readonly results: readonly HttpResult[];
  /** Requests that were put to another port, because the connection broke before a byte of the answer came. */
  retries(): number;
  /** Resolves when the last request has been answered. */
  end(): Promise<void>;
}

/** When requests are due, they are sent this often at most, as many as are due. */
const tickMs = 5;

/** So many ports are asked for one answer. */
const attemptsMax = 3;

/**
 * Asks so many times a second, the ports in turn, without waiting for answers. As nginx does, it keeps its connections
 * to each port, and asks the next one when a connection breaks.
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
    for (let attempt = 1; ; attempt += 1) {
      const all = ports();
      const port = all[nextIndex++ % Math.max(1, all.length)];
      const answer = await sendRequest(`http://127.0.0.1:${port}`, '/api/v1/debates?limit=5', { agent });
      if (answer.status > 0 || attempt === attemptsMax) return void results.push(answer);
      retries += 1;
    }
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
}

const jsonHeaders = { 'content-type': 'application/json' };

/** One request, over a connection of its own unless an agent keeps some. */
export async function sendRequest(url: string, path: string, init: RequestOptions = {}): Promise<HttpResult> {
  const { method = 'GET', body: content, agent = false } = init;
  const startedAt = performance.now();
  const elapsed = () => Math.round(performance.now() - startedAt);
  try {
    const options = { method, agent, headers: content === undefined ? {} : jsonHeaders };
    const clientRequest = request(`${url}${path}`, options).end(content);
    const [response] = await once(clientRequest, 'response');
    const body = await text(response);
    const { statusCode: status, headers } = response;
    return {
      ...{ status, body, durationMs: elapsed() },
      retryAfter: headers['retry-after'] ?? null,
      process: headers['x-rostrum-process'] ?? null,
    };
  } catch (error) {
    return { status: 0, retryAfter: null, process: null, body: String(error), durationMs: elapsed() };
  }
}
