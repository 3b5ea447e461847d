import { type Agent, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { bareAnswer } from '../asking.ts';
import type { HopTimes } from './gateway.ts';

type Times = Pick<HopTimes, 'readMs' | 'completionMs' | 'socketIdleMs'>;

/** These are between two neighbours, and end with them. */
const hopByHop = new Set(['connection', 'keep-alive', 'transfer-encoding', 'upgrade']);

const passedOn = (headers: IncomingMessage['headers']) =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !hopByHop.has(name)));

/** What the next one is told of a request, and of whom it comes from. */
function headersOf({ headers, socket }: IncomingMessage) {
  const from = [headers['x-forwarded-for'] ?? [], socket.remoteAddress ?? []].flat().join(', ');
  return { ...passedOn(headers), 'x-forwarded-for': from };
}

/** An alarm for silence: each sign of life puts it off, and the first one sets it. */
function afterSilence(ms: number | null, act: () => void) {
  let timer: NodeJS.Timeout | undefined;
  return {
    heard(): void {
      clearTimeout(timer);
      if (ms !== null) timer = setTimeout(act, ms);
    },
    end: () => clearTimeout(timer),
  };
}

/** Asks the origin, and passes on what it answers, or what a gateway says when it does not. */
export function passOn(agent: Agent, times: Times, asked: IncomingMessage, answer: ServerResponse): void {
  const { method, url } = asked;
  // The origin's framing of the body is not ours, but whether there is one, is.
  const framing = asked.headers['transfer-encoding'] ? { 'transfer-encoding': 'chunked' } : {};
  const sent = request({ agent, method, path: url, headers: { ...headersOf(asked), ...framing } });
  let late = false;

  function giveUp(status: 502 | 504): void {
    limits.forEach(({ end }) => void end());
    late ||= status === 504;
    sent.destroy();
    if (answer.headersSent) answer.destroy();
    else answer.writeHead(status, { connection: 'keep-alive' }).end(bareAnswer);
  }

  const silence = afterSilence(times.readMs, () => giveUp(504));
  const whole = afterSilence(times.completionMs, () => giveUp(504));
  const limits = [silence, whole];
  whole.heard();
  // It is connected then: connecting has a limit of its own.
  sent.once('socket', silence.heard);
  sent.on('error', (error: NodeJS.ErrnoException) => {
    if (!late && !answer.destroyed) giveUp(error.code === 'ETIMEDOUT' ? 504 : 502);
  });
  sent.on('response', (response) => {
    silence.heard();
    // Said by ourselves, so that Node does not add how long it keeps the connection: ALB does not tell.
    answer.writeHead(response.statusCode ?? 502, { ...passedOn(response.headers), connection: 'keep-alive' });
    answer.flushHeaders();
    response.on('data', silence.heard).on('error', () => giveUp(502));
    response.pipe(answer);
  });
  answer.on('close', () => {
    limits.forEach(({ end }) => void end());
    if (!answer.writableFinished) sent.destroy();
  });
  asked.pipe(sent);
}

/** Joins a client's WebSocket with one of the origin, until either closes or the origin is silent for too long. */
export function joinSockets(
  agent: Agent,
  { socketIdleMs }: Times,
  asked: IncomingMessage,
  client: Duplex,
): void {
  const headers = { ...headersOf(asked), connection: 'Upgrade', upgrade: 'websocket' };
  const sent = request({ agent, path: asked.url, headers }).end();
  client.on('error', () => {});
  sent.on('error', () => void client.destroy());
  sent.on('response', () => void client.destroy());
  sent.on('upgrade', (response, origin, head) => {
    const close = () => {
      silence.end();
      client.destroy();
      origin.destroy();
    };
    const silence = afterSilence(socketIdleMs, close);
    silence.heard();
    const lines = Object.entries(response.headers).map(([name, value]) => `${name}: ${value}`);
    client.write(['HTTP/1.1 101 Switching Protocols', ...lines, '', ''].join('\r\n'));
    client.write(head);
    origin.on('data', silence.heard).on('error', () => {});
    origin.pipe(client);
    client.pipe(origin);
    for (const socket of [origin, client]) socket.once('close', close);
  });
}
