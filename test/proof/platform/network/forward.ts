import { type Agent, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { gatewayErrorBody } from '../../http-request.ts';
import type { GatewayTiming } from './gateway-timing.ts';

type ForwardTiming = Pick<GatewayTiming, 'readMs' | 'completionMs' | 'socketIdleMs'>;

const hopByHopHeaders = new Set(['connection', 'keep-alive', 'transfer-encoding', 'upgrade']);

const endToEndHeaders = (headers: IncomingMessage['headers']) =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !hopByHopHeaders.has(name)));

/** The headers for the origin, with the client address in X-Forwarded-For. */
function forwardedHeaders({ headers, socket }: IncomingMessage) {
  const from = [headers['x-forwarded-for'] ?? [], socket.remoteAddress ?? []].flat().join(', ');
  return { ...endToEndHeaders(headers), 'x-forwarded-for': from };
}

/** Fires after a silence; every reset restarts it, the first one starts it. */
function createIdleTimer(ms: number | null, onTimeout: () => void) {
  let timer: NodeJS.Timeout | undefined;
  return {
    reset(): void {
      clearTimeout(timer);
      if (ms !== null) timer = setTimeout(onTimeout, ms);
    },
    end: () => clearTimeout(timer),
  };
}

/** Forwards a request to the origin, and its response or a gateway error to the client. */
export function forwardRequest(
  agent: Agent,
  timing: ForwardTiming,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): void {
  const { method, url } = incoming;
  // The framing of the body may change, but not whether there is a body.
  const framing = incoming.headers['transfer-encoding'] ? { 'transfer-encoding': 'chunked' } : {};
  const originRequest = request({
    agent,
    method,
    path: url,
    headers: { ...forwardedHeaders(incoming), ...framing },
  });
  let timedOut = false;

  function fail(status: 502 | 504): void {
    timers.forEach(({ end }) => void end());
    timedOut ||= status === 504;
    originRequest.destroy();
    if (outgoing.headersSent) outgoing.destroy();
    else outgoing.writeHead(status, { connection: 'keep-alive' }).end(gatewayErrorBody);
  }

  const readTimer = createIdleTimer(timing.readMs, () => fail(504));
  const completionTimer = createIdleTimer(timing.completionMs, () => fail(504));
  const timers = [readTimer, completionTimer];
  completionTimer.reset();
  // The read timeout starts once connected; connecting has its own limit.
  originRequest.once('socket', readTimer.reset);
  originRequest.on('error', (error: NodeJS.ErrnoException) => {
    if (!timedOut && !outgoing.destroyed) fail(error.code === 'ETIMEDOUT' ? 504 : 502);
  });
  originRequest.on('response', (response) => {
    readTimer.reset();
    // Set explicitly, so that Node does not add a Keep-Alive header; ALB sends none.
    outgoing.writeHead(response.statusCode ?? 502, {
      ...endToEndHeaders(response.headers),
      connection: 'keep-alive',
    });
    outgoing.flushHeaders();
    response.on('data', readTimer.reset).on('error', () => fail(502));
    response.pipe(outgoing);
  });
  outgoing.on('close', () => {
    timers.forEach(({ end }) => void end());
    if (!outgoing.writableFinished) originRequest.destroy();
  });
  incoming.pipe(originRequest);
}

/** Connects a client's WebSocket to the origin, until either closes or the origin is silent for too long. */
export function forwardWebSocket(
  agent: Agent,
  { socketIdleMs }: ForwardTiming,
  incoming: IncomingMessage,
  client: Duplex,
): void {
  const headers = { ...forwardedHeaders(incoming), connection: 'Upgrade', upgrade: 'websocket' };
  const originRequest = request({ agent, path: incoming.url, headers }).end();
  client.on('error', () => {});
  originRequest.on('error', () => void client.destroy());
  originRequest.on('response', () => void client.destroy());
  originRequest.on('upgrade', (response, origin, head) => {
    const close = () => {
      idleTimer.end();
      client.destroy();
      origin.destroy();
    };
    const idleTimer = createIdleTimer(socketIdleMs, close);
    idleTimer.reset();
    const lines = Object.entries(response.headers).map(([name, value]) => `${name}: ${value}`);
    client.write(['HTTP/1.1 101 Switching Protocols', ...lines, '', ''].join('\r\n'));
    client.write(head);
    origin.on('data', idleTimer.reset).on('error', () => {});
    origin.pipe(client);
    client.pipe(origin);
    for (const socket of [origin, client]) socket.once('close', close);
  });
}
