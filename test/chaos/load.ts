import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';

/** How a request went. */
export interface Answer {
  /** 0: the connection broke. */
  readonly status: number;
  readonly retryAfter: string | null;
  /** The process that has answered, if it says so. */
  readonly process: string | null;
  readonly body: string;
  readonly tookMs: number;
}

export interface Load {
  readonly answers: readonly Answer[];
  /** Requests that were put to another port, because the connection broke before a byte of the answer came. */
  again(): number;
  /** Resolves when the last request has been answered. */
  end(): Promise<void>;
}

/** When requests are due, they are sent this often at most, as many as are due. */
const tickMs = 5;

/** So many ports are asked for one answer. */
const tries = 3;

/**
 * Asks so many times a second, the ports in turn, without waiting for answers. As nginx does, it keeps its connections
 * to each port, and asks the next one when a connection breaks.
 */
export function startLoad(ports: () => readonly number[], rate: number): Load {
  const agent = new Agent({ keepAlive: true });
  const answers: Answer[] = [];
  const asking: Promise<void>[] = [];
  const startedAt = performance.now();
  let turn = 0;
  let again = 0;
  let over = false;
  async function run(): Promise<void> {
    while (!over) {
      const due = Math.floor(((performance.now() - startedAt) * rate) / 1000);
      while (asking.length < due) asking.push(askNext());
      await pause(tickMs);
    }
    await Promise.all(asking);
    agent.destroy();
  }
  async function askNext(): Promise<void> {
    for (let tried = 1; ; tried += 1) {
      const all = ports();
      const port = all[turn++ % Math.max(1, all.length)];
      const answer = await ask(`http://127.0.0.1:${port}`, '/api/v1/debates?limit=5', { agent });
      if (answer.status > 0 || tried === tries) return void answers.push(answer);
      again += 1;
    }
  }
  const running = run();
  return {
    answers,
    again: () => again,
    end() {
      over = true;
      return running;
    },
  };
}

interface Asking {
  readonly method?: string;
  /** JSON. */
  readonly body?: string;
  readonly agent?: Agent;
}

const json = { 'content-type': 'application/json' };

/** One request, over a connection of its own unless an agent keeps some. */
export async function ask(url: string, path: string, asking: Asking = {}): Promise<Answer> {
  const { method = 'GET', body: content, agent = false } = asking;
  const startedAt = performance.now();
  const took = () => Math.round(performance.now() - startedAt);
  try {
    const options = { method, agent, headers: content === undefined ? {} : json };
    const sent = request(`${url}${path}`, options).end(content);
    const [response] = await once(sent, 'response');
    const body = await text(response);
    const { statusCode: status, headers } = response;
    return {
      ...{ status, body, tookMs: took() },
      retryAfter: headers['retry-after'] ?? null,
      process: headers['x-rostrum-process'] ?? null,
    };
  } catch (error) {
    return { status: 0, retryAfter: null, process: null, body: String(error), tookMs: took() };
  }
}
