import { Agent } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { Browser } from 'playwright-core';
import { createClient } from '../../app/client/client.ts';
import { until } from '../support/until.ts';
import { sendRequest } from './load.ts';
import { openBrowserViewers } from './viewers/browser-viewers.ts';
import { openEventSource, type ViewerState } from './viewers/event-source.ts';

/** Clients of one address: viewers of a debate, long polls, and requests on kept and on new connections. */
export interface ReloadClients {
  /** Ends the debate, waits for its viewers, and stops. */
  end(): Promise<ReloadResult>;
}

export interface ReloadResult {
  readonly viewers: number;
  /** Viewers that gave up, did not see the end, or missed an event. */
  readonly lostViewers: readonly string[];
  readonly requests: number;
  readonly polls: number;
  /** Requests and long polls without an answer, or with an unexpected one. */
  readonly unanswered: readonly string[];
}

export interface ReloadClientOptions {
  readonly url: string;
  /** null: only stand-ins for EventSource. */
  readonly browser: Browser | null;
  readonly viewers: number;
  readonly polls: number;
  /** Requests at a time, half of them on kept connections. */
  readonly requests: number;
}

const waitSeconds = 5;
/** Not for synchronisation: they limit the load. */
const [requestPauseMs, pollPauseMs] = [40, 100];
const endTimeoutMs = 30_000;

export async function startReloadClients(options: ReloadClientOptions): Promise<ReloadClients> {
  const { url, browser, viewers, polls, requests: requestLoops } = options;
  const client = createClient({ baseUrl: url });
  const { id } = await client.create({ question: 'Does every viewer see the end?', rounds: 2 });
  const standIns = Array.from({ length: viewers }, () =>
    openEventSource(`${url}/api/v1/debates/${id}/events`),
  );
  const inBrowser = browser ? await openBrowserViewers(browser, url, id) : null;
  const states = async (): Promise<readonly ViewerState[]> => [
    ...standIns.map((viewer) => viewer.state()),
    ...((await inBrowser?.states()) ?? []),
  ];
  const requests = startLoops(url, requestLoops, '/api/v1/debates?limit=1', requestPauseMs, [200]);
  const waits = startLoops(
    url,
    polls,
    `/api/v1/debates/${id}/record?wait=${waitSeconds}`,
    pollPauseMs,
    [200, 202],
  );
  let seen = await states();
  async function haveAllStarted(): Promise<boolean> {
    seen = await states();
    return seen.every(({ seqs }) => seqs.length > 0);
  }
  await until(haveAllStarted, 'an event for every viewer', { last: () => seen, timeoutMs: endTimeoutMs });
  return {
    async end() {
      await client.command(id, 'cancel');
      async function haveAllEnded(): Promise<boolean> {
        seen = await states();
        return seen.every(({ status }) => status !== 'watching');
      }
      // Reported below, by viewer.
      await until(haveAllEnded, 'the end for every viewer', { timeoutMs: endTimeoutMs }).catch(() => {});
      const unanswered = [...(await requests.end()), ...(await waits.end())];
      for (const viewer of standIns) viewer.close();
      await inBrowser?.close();
      return {
        viewers: seen.length,
        lostViewers: seen.flatMap(describeLoss),
        requests: requests.count(),
        polls: waits.count(),
        unanswered,
      };
    },
  };
}

function describeLoss({ transport, seqs, status, detail }: ViewerState): string[] {
  if (status !== 'ended') return [`${transport} at event ${seqs.at(-1)}: ${status} ${detail}`];
  const gap = seqs.find((seq, index) => seq !== index + 1);
  return gap === undefined ? [] : [`${transport} received ${gap} out of order`];
}

/** Sends a request again and again; half of the loops keep their connection. */
function startLoops(url: string, loops: number, path: string, pauseMs: number, expected: readonly number[]) {
  const unanswered: string[] = [];
  let count = 0;
  let isOver = false;
  async function run(keepAlive: boolean): Promise<void> {
    const agent = new Agent({ keepAlive, maxSockets: 1 });
    while (!isOver) {
      const { status, body } = await sendRequest(url, path, { agent });
      count += 1;
      if (!expected.includes(status)) unanswered.push(`${path}: ${status} ${body.slice(0, 200)}`);
      await pause(pauseMs);
    }
    agent.destroy();
  }
  const running = Promise.all(Array.from({ length: loops }, (_, index) => run(index % 2 === 0)));
  return {
    count: () => count,
    async end() {
      isOver = true;
      await running;
      return unanswered;
    },
  };
}
