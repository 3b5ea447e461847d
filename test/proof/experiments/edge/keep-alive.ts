import { Agent } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { keepAliveMs } from '../../../../app/contract/derived.ts';
import type { Experiment } from '../../experiment.ts';
import { listFailures, sendRequest } from '../../http-request.ts';
import { portOf, type TestBed } from '../../test-bed.ts';

/** Node closes this much later than its keep-alive. */
const nodeExtraMs = 1000;
const clients = 40;
/** Enough at once that even a fast machine is late. */
const uploaders = 3;
/** Times before the idle close at which to send, one round each. */
const aheadMs = [250, 180, 120, 70, 30];

/** Makes the event loop lag repeatedly, as large uploads do. */
async function keepEventLoopBusy(
  url: string,
  headers: TestBed['headers'],
  signal: AbortSignal,
): Promise<void> {
  // The process reads the whole body before it rejects it.
  const body = JSON.stringify({ question: 'word '.repeat(9_000_000) });
  while (!signal.aborted) await sendRequest(`${url}/api/v1/debates`, { method: 'POST', headers, body });
}

/** Pauses for the keep-alive of the process, so that requests arrive just as it closes connections. */
async function requestAroundClosing(testBed: TestBed) {
  const { headers } = testBed;
  const program = await testBed.start();
  const gateway = await testBed.startGateway([program]);
  const agent = new Agent({ keepAlive: true });
  testBed.onCleanup(() => agent.destroy());
  const controller = new AbortController();
  // Without a key, so that no database is involved.
  const options = { method: 'POST', agent } as const;
  // All at once, so that each needs its own connection.
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

/** Imitates a gateway that opens connections in advance and uses them just before its own timeout. */
async function requestAfterSilence(testBed: TestBed) {
  const { gatewayIdleMs, marginMs } = testBed.contract.edge;
  const program = await testBed.start();
  const silent = Array.from({ length: 20 }, () =>
    firstStatus(portOf(program), (gatewayIdleMs ?? 0) - marginMs),
  );
  const statuses = await Promise.all(silent);
  return { total: statuses.length, failures: statuses.filter((status) => status !== '200') };
}

/** The status of a request on a connection that was silent for a while. */
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

/** Resolves when the process exits or serves. */
async function startProcess(testBed: TestBed) {
  const { output, exited, child } = testBed.spawn();
  const serving = new Promise<'serves'>((resolve) => {
    child.stdout.on('data', () => /http:\/\/localhost:\d+/.test(output()) && resolve('serves'));
  });
  const outcome = await Promise.race([serving, exited]);
  const why = /ERR_\w+/.exec(output())?.[0] ?? output().slice(-200);
  return { total: 1, failures: outcome === 'serves' ? [] : [`does not start: ${why}`] };
}

/** The CDN sends within its own keep-alive, each time on the same connection. */
async function reuseCdnConnections(testBed: TestBed) {
  const program = await testBed.start();
  const gateway = await testBed.startGateway([program]);
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  testBed.onCleanup(() => agent.destroy());
  const failures: string[] = [];
  const of = 3;
  await sendRequest(`${gateway.url}/health`, { agent });
  for (let done = 0; done < of; done += 1) {
    await pause((testBed.contract.deployment.cdn.keepAliveMs ?? 0) - testBed.contract.edge.marginMs);
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
    predictedFailure: 'a connection opened in advance is closed or answered with 408',
    failurePattern: /^(408|closed|broken off)$/,
    mutate: ({ http }) => ({ http: { headersMs: http.headersMs / 2 } }),
    run: requestAfterSilence,
  },
  {
    id: 'request-covers-headers',
    predictedFailure: 'Node refuses to create the server',
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
      deployment: { balancer: { clientKeepAliveMs: (deployment.cdn.keepAliveMs ?? 0) / 2 } },
    }),
    run: reuseCdnConnections,
  },
];
