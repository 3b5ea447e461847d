import { Agent } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { Experiment, Observation } from '../../experiment.ts';
import { openCdn, openCdnAndBalancer } from '../../gateways.ts';
import { listFailures, sendRequest } from '../../http-request.ts';
import { pauseProcess } from '../../pause-process.ts';
import { portOf, type TestBed } from '../../test-bed.ts';

const clients = 40;
/** Longer than any way is: what a busy machine adds must not decide. */
const oneWayMs = 400;
/**
 * What leaves less than two ways before the balancer closes, as seen from where the answer has come, meets the close:
 * nearer to its beginning, for a busy machine is late.
 */
const aheadMs = 600;

/** Pauses for as long as the balancer keeps connections, so that its close is on its way when the next request is. */
async function requestWhileClosing(testBed: TestBed): Promise<Observation> {
  const program = await testBed.start();
  const url = await openCdnAndBalancer(testBed, portOf(program), oneWayMs);
  const agent = new Agent({ keepAlive: true });
  testBed.onCleanup(() => agent.destroy());
  // Without a key: it is answered, and asks nothing of a database. All at once, so that each needs a connection.
  const round = () =>
    Promise.all(
      Array.from({ length: clients }, () => sendRequest(`${url}/api/v1/tickets`, { method: 'POST', agent })),
    );
  const answers = await round();
  await pause((testBed.contract.edge.gatewayIdleMs ?? 0) - aheadMs);
  answers.push(...(await round()));
  return { total: answers.length, failures: listFailures(answers, 401) };
}

/** More than a process lets wait to be accepted: Node asks for 511. */
const backlogConnections = 600;
const settleMs = 1000;
const pages = 5;
const slowFactor = 5;
/** What a person waits for a page. */
const userTimeoutMs = 30_000 / slowFactor;

/** An origin that stands still, and whose queue is full: the system leaves every further SYN unanswered. */
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

const cdnDefaults = { shownBy: 'imitation', profile: 'production' } as const;

export const cdnExperiments: readonly Experiment[] = [
  {
    ...cdnDefaults,
    id: 'balancer-outlives-cdn',
    predictedFailure: 'a request on a connection that the balancer has just closed',
    failurePattern: /^502 of the gateway$/,
    // The least that our own deadline allows.
    commonOverrides: { edge: { gatewayIdleMs: 9000 } },
    mutate: ({ edge: { gatewayIdleMs } }) => ({
      deployment: { cdn: { keepAliveMs: 2 * (gatewayIdleMs ?? 0) } },
    }),
    run: requestWhileClosing,
  },
  {
    ...cdnDefaults,
    id: 'connect-within-read',
    predictedFailure: 'a person who has gone before the error comes',
    failurePattern: /^no answer in time$/,
    factor: slowFactor,
    mutate: () => ({ deployment: { cdn: { connectMs: userTimeoutMs } } }),
    run: requestStalledOrigin,
  },
];
