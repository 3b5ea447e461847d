import { Agent } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { keepAliveMs } from '../../../app/contract/derive.ts';
import { ask, failuresOf } from '../asking.ts';
import type { Row } from '../row.ts';
import { portOf, type Stage } from '../stage.ts';

/** Node itself adds so much to a keep-alive before it closes. */
const nodeExtraMs = 1000;
const clients = 40;
/** So many at once, or a fast machine is hardly ever late. */
const uploaders = 3;
/** How long before the time at which a process closes what is idle, once all have been answered: a round each. */
const aheadMs = [250, 180, 120, 70, 30];

/** Its event loop is late again and again, as that of a process is that reads large uploads. */
async function keepLate(url: string, headers: Stage['headers'], over: AbortSignal): Promise<void> {
  // It is read whole before it is refused.
  const body = JSON.stringify({ question: 'word '.repeat(9_000_000) });
  while (!over.aborted) await ask(`${url}/api/v1/debates`, { method: 'POST', headers, body });
}

/** Pauses as long as a process keeps connections, so that requests come just when it closes them. */
async function pausesAroundClosing(stage: Stage) {
  const { headers } = stage;
  const program = await stage.start();
  const gateway = await stage.gateway([program]);
  const agent = new Agent({ keepAlive: true });
  stage.after(() => agent.destroy());
  const over = new AbortController();
  // Without a key: it is answered, and asks nothing of a database that a late event loop would be late for.
  const asked = { method: 'POST', agent } as const;
  // All at once, so that each needs a connection of its own.
  const round = () =>
    Promise.all(Array.from({ length: clients }, () => ask(`${gateway.url}/api/v1/tickets`, asked)));
  const lateness = Promise.all(
    Array.from({ length: uploaders }, () => keepLate(program.url, headers, over.signal)),
  );
  const answers = await round();
  for (const ms of aheadMs) {
    await pause(keepAliveMs(stage.contract) + nodeExtraMs - ms);
    answers.push(...(await round()));
  }
  over.abort();
  await lateness;
  return { of: answers.length, failures: failuresOf(answers, 401) };
}

/** As a gateway that opens connections ahead: silent until just before it would close them itself. */
async function silentThenAsked(stage: Stage) {
  const { gatewayIdleMs, marginMs } = stage.contract.edge;
  const program = await stage.start();
  const silent = Array.from({ length: 20 }, () =>
    firstWord(portOf(program), (gatewayIdleMs ?? 0) - marginMs),
  );
  const said = await Promise.all(silent);
  return { of: said.length, failures: said.filter((word) => word !== '200') };
}

/** The status that a request gets on a connection on which nothing was said for a while. */
const firstWord = (port: number, silenceMs: number): Promise<string> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const timer = setTimeout(
      () => socket.write('GET /health HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n'),
      silenceMs,
    );
    socket
      .once('data', (bytes) => resolve(String(bytes).split(' ')[1] ?? 'no status'))
      .once('error', () => resolve('broken off'))
      .once('close', () => {
        clearTimeout(timer);
        resolve('closed');
      });
  });

/** It ends before it serves, or it serves. */
async function starts(stage: Stage) {
  const { output, exited, child } = stage.spawn();
  const serves = new Promise<'serves'>((resolve) => {
    child.stdout.on('data', () => /http:\/\/localhost:\d+/.test(output()) && resolve('serves'));
  });
  const how = await Promise.race([serves, exited]);
  const why = /ERR_\w+/.exec(output())?.[0] ?? output().slice(-200);
  return { of: 1, failures: how === 'serves' ? [] : [`does not start: ${why}`] };
}

/** The content network asks in less than its own keep-alive: each time on the connection that it has. */
async function connectionsOfCdn(stage: Stage) {
  const program = await stage.start();
  const gateway = await stage.gateway([program]);
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  stage.after(() => agent.destroy());
  const failures: string[] = [];
  const of = 3;
  await ask(`${gateway.url}/health`, { agent });
  for (let done = 0; done < of; done += 1) {
    await pause(stage.contract.deployment.cdn.keepAliveMs - stage.contract.edge.marginMs);
    if (Object.values(agent.freeSockets).flat().length === 0) failures.push('a new connection');
    await ask(`${gateway.url}/health`, { agent });
  }
  return { of, failures };
}

export const reuse: readonly Row[] = [
  {
    id: 'keep-alive-outlives-gateway',
    shownBy: 'nginx',
    predicts: 'a request on a connection that Node has just closed',
    expected: /^502/,
    drift: 'nginx',
    breaks: ({ edge }) => ({ edge: { gatewayIdleMs: 5 * (edge.gatewayIdleMs ?? 0) } }),
    run: pausesAroundClosing,
  },
  {
    id: 'headers-outlive-gateway',
    predicts: 'a connection opened ahead is closed, or answered 408',
    expected: /^(408|closed|broken off)$/,
    breaks: ({ http }) => ({ http: { headersMs: http.headersMs / 2 } }),
    run: silentThenAsked,
  },
  {
    id: 'request-covers-headers',
    predicts: 'Node refuses to make the server',
    expected: /ERR_OUT_OF_RANGE/,
    breaks: ({ http }) => ({ http: { requestMs: http.headersMs - 1 } }),
    run: starts,
  },
  {
    id: 'client-keep-alive-covers-cdn',
    shownBy: 'nginx',
    predicts: 'a new connection for each request',
    expected: /^a new connection$/,
    breaks: ({ deployment }) => ({
      deployment: { balancer: { clientKeepAliveMs: deployment.cdn.keepAliveMs / 2 } },
    }),
    run: connectionsOfCdn,
  },
];
