import { Agent } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { Experiment, Observation } from '../../experiment.ts';
import { openCdn, openCdnAndBalancer } from '../../gateways.ts';
import { listFailures, sendRequest } from '../../http-request.ts';
import { pauseProcess } from '../../pause-process.ts';
import { portOf, type TestBed } from '../../test-bed.ts';

const clients = 40;
/** Longer than any real latency, so that the delays of a busy machine do not matter. */
const oneWayMs = 400;
/** Less than two latencies, so that the request meets the close; not just below, because busy machines are late. */
const aheadMs = 600;

/** Pauses for the keep-alive of the balancer, so that its close crosses the next request. */
async function requestWhileClosing(testBed: TestBed): Promise<Observation> {
  const program = await testBed.start();
  const url = await openCdnAndBalancer(testBed, portOf(program), oneWayMs);
  const agent = new Agent({ keepAlive: true });
  testBed.onCleanup(() => agent.destroy());
  // Without a key, so that no database is involved; all at once, so that each needs a connection.
  const round = () =>
    Promise.all(
      Array.from({ length: clients }, () => sendRequest(`${url}/api/v1/tickets`, { method: 'POST', agent })),
    );
  const answers = await round();
  await pause((testBed.contract.edge.gatewayIdleMs ?? 0) - aheadMs);
  answers.push(...(await round()));
  return { total: answers.length, failures: listFailures(answers, 401) };
}

/** More than the listen backlog of Node, 511. */
const backlogConnections = 600;
const settleMs = 1000;
const pages = 5;
const slowFactor = 5;
/** The time that a person waits for a page. */
const userTimeoutMs = 30_000 / slowFactor;

/** A suspended origin with a full backlog: the system ignores every further SYN. */
async function openStalledOrigin(testBed: TestBed): Promise<number> {
  const { url, child } = await testBed.start();
  const port = portOf({ url });
  pauseProcess(testBed, child.pid);
  const queue = Array.from({ length: backlogConnections }, () =>
    connect(port, '127.0.0.1').on('error', () => {}),
  );
  testBed.onCleanup(() => queue.forEach((socket) => void socket.destroy()));
  const accepted = () => queue.filter(({ connecting }) => !connecting).length;
  for (let previous = 0; accepted() === 0 || previous < accepted(); ) {
    previous = accepted();
    await pause(settleMs);
  }
  if (accepted() === queue.length)
    throw new Error(`more than ${backlogConnections} connections wait to be accepted`);
  return port;
}

async function requestStalledOrigin(testBed: TestBed): Promise<Observation> {
  const url = await openCdn(testBed, await openStalledOrigin(testBed));
  const answers = await Promise.all(
    Array.from({ length: pages }, () => sendRequest(`${url}/`, { timeoutMs: userTimeoutMs })),
  );
  return { total: pages, failures: listFailures(answers, 504) };
}

const cdnDefaults = { platform: 'imitation', profile: 'production' } as const;

export const cdnExperiments: readonly Experiment[] = [
  {
    ...cdnDefaults,
    id: 'balancer-outlives-cdn',
    predictedFailure: 'a request on a connection that the balancer has just closed',
    failurePattern: /^502 of the gateway$/,
    // The minimum that our own deadline allows.
    commonOverrides: { edge: { gatewayIdleMs: 9000 } },
    mutate: ({ edge: { gatewayIdleMs } }) => ({
      deployment: { cdn: { keepAliveMs: 2 * (gatewayIdleMs ?? 0) } },
    }),
    run: requestWhileClosing,
  },
  {
    ...cdnDefaults,
    id: 'connect-within-read',
    predictedFailure: 'the person leaves before the error arrives',
    failurePattern: /^no answer in time$/,
    factor: slowFactor,
    mutate: () => ({ deployment: { cdn: { connectMs: userTimeoutMs } } }),
    run: requestStalledOrigin,
  },
];
