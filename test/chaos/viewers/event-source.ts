import { Agent, get, type IncomingMessage } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

/** What a viewer in a page, or one that behaves like it, has seen of a debate. */
export interface ViewerState {
  readonly transport: 'EventSource' | 'WebSocket' | 'stand-in';
  /** The seqs of the events, in order of arrival. */
  readonly seqs: readonly number[];
  /** `lost`: it has given up before the last event. */
  readonly status: 'watching' | 'ended' | 'lost';
  readonly detail: string;
}

export interface StandIn {
  state(): ViewerState;
  close(): void;
}

/**
 * Behaves as EventSource does: keeps its connection for the next request, reconnects after a lost connection or the end
 * of a response, and gives up for good on any status but 200. 204 is how a server tells it to stop.
 */
export function openEventSource(url: string): StandIn {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const closing = new AbortController();
  const seqs: number[] = [];
  let status: ViewerState['status'] = 'watching';
  let detail = '';
  let retryMs = 1000;

  function read(line: string): void {
    const [, field, value = ''] = /^(id|retry): (.*)$/.exec(line) ?? [];
    if (field === 'id') seqs.push(Number(value));
    if (field === 'retry') retryMs = Number(value);
  }

  const connect = (): Promise<number | null> =>
    new Promise((resolve) => {
      const last = seqs.at(-1);
      const headers = {
        accept: 'text/event-stream',
        ...(last === undefined ? {} : { 'last-event-id': `${last}` }),
      };
      const onResponse = (response: IncomingMessage) => {
        let rest = '';
        response.setEncoding('utf8');
        response.on('data', (text: string) => {
          const lines = (rest + text).split('\n');
          rest = lines.pop() ?? '';
          for (const line of lines) read(line);
        });
        response.on('error', () => resolve(null));
        response.on('end', () => resolve(response.statusCode ?? null));
      };
      get(url, { agent, headers, signal: closing.signal }, onResponse).on('error', () => resolve(null));
    });

  async function run(): Promise<void> {
    while (!closing.signal.aborted) {
      const answered = await connect();
      if (closing.signal.aborted) return;
      if (answered !== null && answered !== 200) {
        status = answered === 204 ? 'ended' : 'lost';
        detail = `status ${answered}`;
        return;
      }
      await pause(retryMs);
    }
  }
  void run();
  return {
    state: () => ({ transport: 'stand-in', seqs, status, detail }),
    close() {
      closing.abort();
      agent.destroy();
    },
  };
}
