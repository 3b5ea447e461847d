import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { balancerEvent, toResponse } from '../../../support/http/transports.ts';
import { gatewayErrorBody } from '../../http-request.ts';
import { listenOnFreePort } from '../network/listen.ts';
import { type LambdaEnvironment, openLambdaEnvironment, type SpawnEnvironment } from './environment.ts';

export interface LambdaTarget {
  readonly port: number;
  /** The number of unanswered events. */
  busy(): number;
  close(): void;
}

/**
 * Imitates a load balancer with a Lambda target, with `warm` started environments: each event goes to an idle
 * environment or a new one. One that exceeds `timeoutMs` is killed, and the balancer answers 502 ("Use Lambda functions
 * as targets", "HTTP 502: Bad gateway" in the guide of ALB).
 */
export async function openLambdaTarget(
  warm: number,
  timeoutMs: number,
  spawn: SpawnEnvironment,
): Promise<LambdaTarget> {
  const environments: LambdaEnvironment[] = [];
  let busy = 0;

  async function start(): Promise<LambdaEnvironment> {
    const environment = await openLambdaEnvironment(timeoutMs, spawn);
    environments.push(environment);
    await environment.started;
    return environment;
  }

  const idle = await Promise.all(Array.from({ length: warm }, start));

  async function handleRequest(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    busy += 1;
    const event = await toAlbEvent(incoming);
    const environment = idle.pop() ?? (await start());
    const result = await environment.invoke(event);
    busy -= 1;
    if (result === null) return void response.writeHead(502).end(gatewayErrorBody);
    idle.push(environment);
    const { status, headers, body } = toResponse(result);
    response.writeHead(status, Object.fromEntries(headers));
    response.end(body && (await buffer(body)));
  }

  const server = createServer((incoming, response) => void handleRequest(incoming, response));
  return {
    port: await listenOnFreePort(server),
    busy: () => busy,
    close() {
      server.close();
      server.closeAllConnections();
      for (const { close } of environments) close();
    },
  };
}

/** The ALB event of a request; the client address is appended to X-Forwarded-For. */
async function toAlbEvent(incoming: IncomingMessage) {
  const { method = 'GET', url, headers: all, socket } = incoming;
  const { host, ...headers } = all;
  const headerPairs = Object.entries(headers).flatMap(([name, value]): [string, string][] =>
    [value ?? []].flat().map((one) => [name, one]),
  );
  const body = await buffer(incoming);
  const sent = body.length > 0 && { body };
  const request = new Request(`http://${host}${url}`, { method, headers: headerPairs, ...sent });
  request.headers.append('x-forwarded-for', socket.remoteAddress ?? '');
  return balancerEvent(request, true);
}
