import { Agent } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { connectSocket } from '../../../support/live/websocket-client.ts';
import type { Experiment } from '../../experiment.ts';
import { type HttpResult, listFailures, sendRequest } from '../../http-request.ts';
import type { TestBed } from '../../test-bed.ts';

/** Requests the record of a debate that does not end, with the longest wait. */
export function longPolls(
  testBed: TestBed,
  url: string,
  debate: string,
  count: number,
): Promise<HttpResult[]> {
  const path = `/api/v1/debates/${debate}/record?wait=${testBed.contract.limits.waitSecondsMax}`;
  const agent = new Agent({ keepAlive: true });
  testBed.onCleanup(() => agent.destroy());
  const options = { headers: testBed.headers, agent };
  return Promise.all(Array.from({ length: count }, () => sendRequest(`${url}${path}`, options)));
}

/** The longest wait for an answer. */
async function pollLongest(testBed: TestBed) {
  const program = await testBed.start();
  const gateway = await testBed.startGateway([program]);
  const debate = await testBed.createDebate(program.url);
  const answers = await longPolls(testBed, gateway.url, debate, 10);
  return { total: answers.length, failures: listFailures(answers, 202) };
}

const viewersEach = 10;

/** Follows a debate without events for longer than the read timeout of the gateway. */
async function followIdleDebate(testBed: TestBed) {
  const { edge } = testBed.contract;
  const program = await testBed.start();
  const gateway = await testBed.startGateway([program]);
  const debate = await testBed.createDebate(program.url);
  const controller = new AbortController();
  const dropped: string[] = [];
  const sockets = await Promise.all(
    Array.from({ length: viewersEach }, () => connectSocket(gateway.url, { headers: testBed.headers })),
  );
  for (const { send } of sockets) send({ type: 'subscribe', debate, after: 0 });
  const streams = Array.from({ length: viewersEach }, () =>
    follow(gateway.url, debate, testBed, controller.signal),
  );
  for (const stream of streams) void stream.then((how) => dropped.push(how));
  await pause((edge.gatewayReadMs ?? 0) + 4 * edge.marginMs);
  const failures = [...dropped, ...sockets.flatMap(({ closed }) => (closed ? ['socket cut'] : []))];
  controller.abort();
  for (const { ws } of sockets) ws.terminate();
  await Promise.all(streams);
  return { total: 2 * viewersEach, failures };
}

/** Reads a stream until it ends or breaks. */
async function follow(
  url: string,
  debate: string,
  { headers }: TestBed,
  signal: AbortSignal,
): Promise<string> {
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

export const deadlineExperiments: readonly Experiment[] = [
  {
    id: 'deadline-before-gateway',
    platform: 'nginx',
    predictedFailure: 'a 504 of the gateway for an answer in progress',
    failurePattern: /^504 of the gateway$/,
    // Shorter than the longest poll, which our own deadline allows.
    mutate: ({ limits }) => ({ edge: { gatewayReadMs: limits.waitSecondsMax * 900 } }),
    run: pollLongest,
  },
  {
    id: 'long-poll-within-deadline',
    platform: 'nginx',
    predictedFailure: 'our own 504 instead of the answer to poll again',
    failurePattern: /^504$/,
    mutate: ({ classes }) => ({
      limits: { waitSecondsMax: Math.ceil((classes.api.deadlineMs ?? 0) / 1000) + 1 },
    }),
    run: pollLongest,
  },
  {
    id: 'heartbeat-twice-within-gateway-timeout',
    platform: 'nginx',
    predictedFailure: 'streams and sockets are cut during silence',
    failurePattern: /^(stream|socket) cut$/,
    mutate: ({ edge }) => ({ live: { heartbeatMs: (edge.gatewayReadMs ?? 0) * 1.3 } }),
    run: followIdleDebate,
  },
];
