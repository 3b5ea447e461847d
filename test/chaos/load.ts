import { once } from 'node:events';
import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';

/** How a request went. */
export interface Answer {
  /** 0: the connection broke. */
  readonly status: number;
  readonly retryAfter: string | null;
  /** What was said, when it was not 200. */
  readonly says: string;
  readonly tookMs: number;
}

export interface Load {
  readonly answers: readonly Answer[];
  /** Resolves when the last request has been answered. */
  end(): Promise<void>;
}

/** Asks again and again, each time over a new connection, and without waiting for the answers. */
export function startLoad(url: string, everyMs: number): Load {
  const answers: Answer[] = [];
  const asking: Promise<void>[] = [];
  let over = false;
  async function run(): Promise<void> {
    while (!over) {
      asking.push(ask(url, '/api/v1/debates?limit=5').then((answer) => void answers.push(answer)));
      await pause(everyMs);
    }
    await Promise.all(asking);
  }
  const running = run();
  return {
    answers,
    end() {
      over = true;
      return running;
    },
  };
}

/** One request over a connection of its own. */
export async function ask(url: string, path: string): Promise<Answer> {
  const startedAt = performance.now();
  const took = () => Math.round(performance.now() - startedAt);
  try {
    const sent = request(`${url}${path}`, { agent: false }).end();
    const [response] = await once(sent, 'response');
    const body = await text(response);
    const { statusCode: status, headers } = response;
    const says = status === 200 ? '' : body.slice(0, 200);
    return { status, retryAfter: headers['retry-after'] ?? null, says, tookMs: took() };
  } catch (error) {
    return { status: 0, retryAfter: null, says: String(error), tookMs: took() };
  }
}
