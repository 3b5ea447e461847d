import { Agent } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { ask, failuresOf } from '../asking.ts';
import { bothHops, cdnBefore } from '../hops.ts';
import type { Row, Seen } from '../row.ts';
import { portOf, type Stage } from '../stage.ts';
import { stall } from '../still.ts';

const clients = 40;
/** Longer than any way is: what a busy machine adds must not decide. */
const oneWayMs = 400;
/**
 * What leaves less than two ways before the balancer closes, as seen from where the answer has come, meets the close:
 * nearer to its beginning, for a busy machine is late.
 */
const aheadMs = 600;

/** Pauses for as long as the balancer keeps connections, so that its close is on its way when the next request is. */
async function askWhileClosing(stage: Stage): Promise<Seen> {
  const program = await stage.start();
  const url = await bothHops(stage, portOf(program), oneWayMs);
  const agent = new Agent({ keepAlive: true });
  stage.after(() => agent.destroy());
  // Without a key: it is answered, and asks nothing of a database. All at once, so that each needs a connection.
  const round = () =>
    Promise.all(
      Array.from({ length: clients }, () => ask(`${url}/api/v1/tickets`, { method: 'POST', agent })),
    );
  const answers = await round();
  await pause((stage.contract.edge.gatewayIdleMs ?? 0) - aheadMs);
  answers.push(...(await round()));
  return { of: answers.length, failures: failuresOf(answers, 401) };
}

/** More than a process lets wait to be accepted: Node asks for 511. */
const waiting = 600;
const noMoreMs = 1000;
const pages = 5;
const slowly = 5;
/** What a person waits for a page. */
const personMs = 30_000 / slowly;

/** An origin that stands still, and whose queue is full: the system leaves every further SYN unanswered. */
async function standingStill(stage: Stage): Promise<number> {
  const { url, child } = await stage.start();
  const port = portOf({ url });
  stall(stage, child.pid);
  const queue = Array.from({ length: waiting }, () => connect(port, '127.0.0.1').on('error', () => {}));
  stage.after(() => queue.forEach((socket) => void socket.destroy()));
  const taken = () => queue.filter(({ connecting }) => !connecting).length;
  for (let before = 0; taken() === 0 || before < taken(); ) {
    before = taken();
    await pause(noMoreMs);
  }
  if (taken() === queue.length) throw new Error(`more than ${waiting} connections wait to be accepted`);
  return port;
}

async function askNobody(stage: Stage): Promise<Seen> {
  const url = await cdnBefore(stage, await standingStill(stage));
  const answers = await Promise.all(
    Array.from({ length: pages }, () => ask(`${url}/`, { timeoutMs: personMs })),
  );
  return { of: pages, failures: failuresOf(answers, 504) };
}

const ofEdge = { shownBy: 'imitation', profile: 'production' } as const;

export const edge: readonly Row[] = [
  {
    ...ofEdge,
    id: 'balancer-outlives-cdn',
    predicts: 'a request on a connection that the balancer has just closed',
    expected: /^502 of the gateway$/,
    // The least that our own deadline allows.
    both: { edge: { gatewayIdleMs: 9000 } },
    breaks: ({ edge: { gatewayIdleMs } }) => ({
      deployment: { cdn: { keepAliveMs: 2 * (gatewayIdleMs ?? 0) } },
    }),
    run: askWhileClosing,
  },
  {
    ...ofEdge,
    id: 'connect-within-read',
    predicts: 'a person who has gone before the error comes',
    expected: /^no answer in time$/,
    factor: slowly,
    breaks: () => ({ deployment: { cdn: { connectMs: personMs } } }),
    run: askNobody,
  },
];
