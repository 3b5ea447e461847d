import { Agent } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { keepAliveMs } from '../../../../app/contract/derived.ts';
import type { Experiment } from '../../experiment.ts';
import { listFailures, sendRequest } from '../../http-request.ts';
import { portOf, type TestBed } from '../../test-bed.ts';

/** Node itself adds so much to a keep-alive before it closes. */
const nodeExtraMs = 1000;
const clients = 40;
/** So many at once, or a fast machine is hardly ever late. */
const uploaders = 3;
/** How long before the time at which a process closes what is idle, once all have been answered: a round each. */
const aheadMs = [250, 180, 120, 70, 30];

/** Its event loop is late again and again, as that of a process is that reads large uploads. */
async function keepEventLoopBusy(
  url: string,
  headers: TestBed['headers'],
  signal: AbortSignal,
): Promise<void> {
  // It is read whole before it is refused.
  const body = JSON.stringify({ question: 'word '.repeat(9_000_000) });
  while (!signal.aborted) await sendRequest(`${url}/api/v1/debates`, { method: 'POST', headers, body });
}

/** Pauses as long as a process keeps connections, so that requests come just when it closes them. */
async function requestAroundClosing(testBed: TestBed) {
  const { headers } = testBed;
  const program = await testBed.start();
  const gateway = await testBed.startGateway([program]);
  const agent = new Agent({ keepAlive: true });
  testBed.onCleanup(() => agent.destroy());
  const controller = new AbortController();
  // Without a key: it is answered, and asks nothing of a database that a late event loop would be late for.
  const options = { method: 'POST', agent } as const;
  // All at once, so that each needs a connection of its own.
  const round = () =>
    Promise.all(Array.from({ length: clients }, () => sendRequest(`${gateway.url}/api/v1/tickets`, options)));
  const busyLoops = Promise.all(
    Array.from({ length: uploaders }, () => keepEventLoopBusy(program.url, headers, controller.signal)),
  );
  const answers = await round();
  for (const ms of aheadMs) {
    await pause(keepAliveMs(testBed.contract) + nodeExtraMs - ms);
    answers.push(...(await round()));
  }
  controller.abort();
  await busyLoops;
  return { total: answers.length, failures: listFailures(answers, 401) };
}

/** As a gateway that opens connections ahead: silent until just before it would close them itself. */
async function requestAfterSilence(testBed: TestBed) {
  const { gatewayIdleMs, marginMs } = testBed.contract.edge;
  const program = await testBed.start();
  const silent = Array.from({ length: 20 }, () =>
    firstStatus(portOf(program), (gatewayIdleMs ?? 0) - marginMs),
  );
  const statuses = await Promise.all(silent);
  return { total: statuses.length, failures: statuses.filter((status) => status !== '200') };
}

/** The status that a request gets on a connection on which nothing was said for a while. */
const firstStatus = (port: number, silenceMs: number): Promise<string> =>
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
async function startProcess(testBed: TestBed) {
  const { output, exited, child } = testBed.spawn();
  const serving = new Promise<'serves'>((resolve) => {
    child.stdout.on('data', () => /http:\/\/localhost:\d+/.test(output()) && resolve('serves'));
  });
  const outcome = await Promise.race([serving, exited]);
  const why = /ERR_\w+/.exec(output())?.[0] ?? output().slice(-200);
  return { total: 1, failures: outcome === 'serves' ? [] : [`does not start: ${why}`] };
}

/** The content network asks in less than its own keep-alive: each time on the connection that it has. */
async function reuseCdnConnections(testBed: TestBed) {
  const program = await testBed.start();
  const gateway = await testBed.startGateway([program]);
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  testBed.onCleanup(() => agent.destroy());
  const failures: string[] = [];
  const of = 3;
  await sendRequest(`${gateway.url}/health`, { agent });
  for (let done = 0; done < of; done += 1) {
    await pause(testBed.contract.deployment.cdn.keepAliveMs - testBed.contract.edge.marginMs);
    if (Object.values(agent.freeSockets).flat().length === 0) failures.push('a new connection');
    await sendRequest(`${gateway.url}/health`, { agent });
  }
  return { total: of, failures };
}

export const keepAliveExperiments: readonly Experiment[] = [
  {
    id: 'keep-alive-outlives-gateway',
    platform: 'nginx',
    predictedFailure: 'a request on a connection that Node has just closed',
    failurePattern: /^502/,
    driftedLayer: 'nginx',
    mutate: ({ edge }) => ({ edge: { gatewayIdleMs: 5 * (edge.gatewayIdleMs ?? 0) } }),
    run: requestAroundClosing,
  },
  {
    id: 'headers-outlive-gateway',
    predictedFailure: 'a connection opened ahead is closed, or answered 408',
    failurePattern: /^(408|closed|broken off)$/,
    mutate: ({ http }) => ({ http: { headersMs: http.headersMs / 2 } }),
    run: requestAfterSilence,
  },
  {
    id: 'request-covers-headers',
    predictedFailure: 'Node refuses to make the server',
    failurePattern: /ERR_OUT_OF_RANGE/,
    mutate: ({ http }) => ({ http: { requestMs: http.headersMs - 1 } }),
    run: startProcess,
  },
  {
    id: 'client-keep-alive-covers-cdn',
    platform: 'nginx',
    predictedFailure: 'a new connection for each request',
    failurePattern: /^a new connection$/,
    mutate: ({ deployment }) => ({
      deployment: { balancer: { clientKeepAliveMs: deployment.cdn.keepAliveMs / 2 } },
    }),
    run: reuseCdnConnections,
  },
];
