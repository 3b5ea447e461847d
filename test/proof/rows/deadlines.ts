import { Agent } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { connectSocket } from '../../support/socket-viewer.ts';
import { type Answer, ask, failuresOf } from '../asking.ts';
import type { Row } from '../row.ts';
import type { Stage } from '../stage.ts';

/** Asks for the record of a debate that does not end, for as long as one may. */
export function longPolls(stage: Stage, url: string, debate: string, count: number): Promise<Answer[]> {
  const path = `/api/v1/debates/${debate}/record?wait=${stage.contract.limits.waitSecondsMax}`;
  const agent = new Agent({ keepAlive: true });
  stage.after(() => agent.destroy());
  const asked = { headers: stage.headers, agent };
  return Promise.all(Array.from({ length: count }, () => ask(`${url}${path}`, asked)));
}

/** The longest that anybody may wait for an answer. */
async function waitLongest(stage: Stage) {
  const program = await stage.start();
  const gateway = await stage.gateway([program]);
  const debate = await stage.debate(program.url);
  const answers = await longPolls(stage, gateway.url, debate, 10);
  return { of: answers.length, failures: failuresOf(answers, 202) };
}

const viewersEach = 10;

/** Follows a debate in which nothing happens for longer than the gateway bears silence. */
async function followSilence(stage: Stage) {
  const { edge } = stage.contract;
  const program = await stage.start();
  const gateway = await stage.gateway([program]);
  const debate = await stage.debate(program.url);
  const over = new AbortController();
  const cut: string[] = [];
  const sockets = await Promise.all(
    Array.from({ length: viewersEach }, () => connectSocket(gateway.url, { headers: stage.headers })),
  );
  for (const { send } of sockets) send({ type: 'subscribe', debate, after: 0 });
  const streams = Array.from({ length: viewersEach }, () => follow(gateway.url, debate, stage, over.signal));
  for (const stream of streams) void stream.then((how) => cut.push(how));
  await pause((edge.gatewayReadMs ?? 0) + 4 * edge.marginMs);
  const failures = [...cut, ...sockets.flatMap(({ closed }) => (closed ? ['socket cut'] : []))];
  over.abort();
  for (const { ws } of sockets) ws.terminate();
  await Promise.all(streams);
  return { of: 2 * viewersEach, failures };
}

/** Reads a stream until it ends, in whatever way. */
async function follow(url: string, debate: string, { headers }: Stage, signal: AbortSignal): Promise<string> {
  try {
    const stream = await fetch(`${url}/api/v1/debates/${debate}/events`, {
      headers: { ...headers, accept: 'text/event-stream' },
      signal,
    });
    if (stream.status !== 200) return `stream ${stream.status}`;
    await stream.text();
    return 'stream cut';
  } catch {
    return 'stream cut';
  }
}

export const deadlines: readonly Row[] = [
  {
    id: 'deadline-before-gateway',
    shownBy: 'nginx',
    predicts: 'a 504 of the gateway for an answer that was on its way',
    expected: /^504 of the gateway$/,
    // Less than the longest poll takes, which our own deadline allows.
    breaks: ({ limits }) => ({ edge: { gatewayReadMs: limits.waitSecondsMax * 900 } }),
    run: waitLongest,
  },
  {
    id: 'wait-within-deadline',
    shownBy: 'nginx',
    predicts: 'our own 504 where the answer would have been to ask again',
    expected: /^504$/,
    breaks: ({ classes }) => ({
      limits: { waitSecondsMax: Math.ceil((classes.api.deadlineMs ?? 0) / 1000) + 1 },
    }),
    run: waitLongest,
  },
  {
    id: 'heartbeat-twice-within-patience',
    shownBy: 'nginx',
    predicts: 'streams and sockets are cut while nobody speaks',
    expected: /^(stream|socket) cut$/,
    breaks: ({ edge }) => ({ live: { heartbeatMs: (edge.gatewayReadMs ?? 0) * 1.3 } }),
    run: followSilence,
  },
];
