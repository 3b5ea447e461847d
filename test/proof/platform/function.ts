import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { balancerEvent, responseOf } from '../../support/doors.ts';
import { bareAnswer } from '../asking.ts';
import { type Environment, openEnvironment, type SpawnEnvironment } from './environment.ts';
import { listening } from './listening.ts';

/** A function behind a balancer. */
export interface FunctionTarget {
  readonly port: number;
  /** How many events have not been answered yet. */
  busy(): number;
  close(): void;
}

/**
 * A balancer with a function as its target, as AWS has it: each event goes to an environment that is idle, or to a new
 * one. One that does not answer within `timeoutMs` is killed, and the balancer answers 502 ("Use Lambda functions as
 * targets", "HTTP 502: Bad gateway" in the guide of ALB). So many have started when it is opened.
 */
export async function openFunction(
  warm: number,
  timeoutMs: number,
  spawn: SpawnEnvironment,
): Promise<FunctionTarget> {
  const all: Environment[] = [];
  let busy = 0;

  async function start(): Promise<Environment> {
    const environment = await openEnvironment(timeoutMs, spawn);
    all.push(environment);
    await environment.started;
    return environment;
  }

  const idle = await Promise.all(Array.from({ length: warm }, start));

  async function answer(asked: IncomingMessage, response: ServerResponse): Promise<void> {
    busy += 1;
    const event = await eventOf(asked);
    const environment = idle.pop() ?? (await start());
    const result = await environment.invoke(event);
    busy -= 1;
    if (result === null) return void response.writeHead(502).end(bareAnswer);
    idle.push(environment);
    const { status, headers, body } = responseOf(result);
    response.writeHead(status, Object.fromEntries(headers));
    response.end(body && (await buffer(body)));
  }

  const server = createServer((asked, response) => void answer(asked, response));
  return {
    port: await listening(server),
    busy: () => busy,
    close() {
      server.close();
      server.closeAllConnections();
      for (const { close } of all) close();
    },
  };
}

/** What the balancer makes of a request; it adds the address that it sees to those it was told of. */
async function eventOf(asked: IncomingMessage) {
  const { method = 'GET', url, headers: all, socket } = asked;
  const { host, ...headers } = all;
  const named = Object.entries(headers).flatMap(([name, value]): [string, string][] =>
    [value ?? []].flat().map((one) => [name, one]),
  );
  const body = await buffer(asked);
  const sent = body.length > 0 && { body };
  const request = new Request(`http://${host}${url}`, { method, headers: named, ...sent });
  request.headers.append('x-forwarded-for', socket.remoteAddress ?? '');
  return balancerEvent(request, true);
}
