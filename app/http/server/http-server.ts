import { once } from 'node:events';
import { type IncomingMessage, Server } from 'node:http';
import { Server as NetServer } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import type { OpenAPIHono } from '@hono/zod-openapi';
import { nodeServerLimits } from '../../contract/derived.ts';
import type { Contract } from '../../contract/types/contract.ts';
import type { ViewerRegistry } from '../../live/viewer-registry.ts';
import type { DrainReason } from '../../runtime/supervisor/messages.ts';
import type { AppEnv } from '../deps.ts';
import { handleClientErrors } from '../errors/malformed-requests.ts';
import { createWebSocketServer } from '../live/websocket/server.ts';
import { trackConnections } from './connection-tracker.ts';

export interface HttpServerOptions {
  readonly app: OpenAPIHono<AppEnv>;
  readonly contract: Contract;
  readonly viewers: ViewerRegistry;
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** Told of every request that has been answered. */
  readonly onResponse?: (() => void) | undefined;
}

export interface RunningServer {
  /** Where it listens: `http://127.0.0.1:8080`. */
  readonly url: string;
  readonly port: number;
  /**
   * Takes no more connections, tells viewers to move, waits for the answers that are on their way, and then closes
   * what is left. A process that is `replaced` leaves idle connections to their clients, who learn with the next answer
   * that they must open another: a request that is just on its way is not lost. When `cut` aborts it waits no longer.
   */
  close(forceSignal: AbortSignal, reason?: DrainReason): Promise<void>;
}

/** The server cannot listen. The message is for whoever starts the program, and names the cure. */
export class ListenError extends Error {
  override readonly name = 'ListenError';
}

/** Listens with the timeouts of the contract. Throws CannotListen. */
export async function startHttpServer({
  app,
  contract,
  viewers,
  host,
  port,
  onResponse,
}: HttpServerOptions): Promise<RunningServer> {
  const server = createAdaptorServer({
    fetch: app.fetch,
    hostname: host,
    websocket: { server: createWebSocketServer(contract) },
    serverOptions: {
      ...nodeServerLimits(contract),
      shouldUpgradeCallback: isWebSocketHandshake,
    },
  });
  if (!(server instanceof Server)) throw new Error('the server is not a plain HTTP server');
  handleClientErrors(server);
  const tracker = trackConnections(server, onResponse);
  server.listen(port, host);
  await once(server, 'listening').catch((error) => {
    throw new ListenError(describeListenError(error, host, port), { cause: error });
  });

  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${address.port}`,
    port: address.port,
    async close(forceSignal, reason) {
      tracker.refuseKeepAlive();
      // The close of Node's HTTP server would also cut answers that are handed over, but not sent.
      const closed = new Promise((resolve) => NetServer.prototype.close.call(server, resolve));
      await viewers.drain(contract.process.viewerCloseMs);
      await (reason === 'replaced'
        ? tracker.connectionsClosed(forceSignal)
        : tracker.responsesDone(forceSignal));
      server.close();
      tracker.destroyAll();
      await closed;
    },
  };
}

/**
 * Any other upgrade (h2c) is ignored, and a handshake whose address cannot be read is answered as a plain request:
 * node-server would leave the one without an answer, and take the other for a fault of its own.
 */
function isWebSocketHandshake({ headers, url = '' }: IncomingMessage): boolean {
  if (headers.upgrade?.toLowerCase() !== 'websocket') return false;
  return URL.canParse(url.startsWith('/') ? `http://${headers.host ?? 'localhost'}${url}` : url);
}

function describeListenError(error: unknown, host: string, port: number): string {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${port} of ${host} is taken. Stop what listens there, or set PORT to another (0 takes a free one).`;
    case 'EACCES':
      return `This user may not listen on port ${port}. Set PORT to one above 1023.`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `This machine has no address ${host}. Set HOST to one that it has, such as 127.0.0.1.`;
    default:
      return `The server cannot listen on ${host}, port ${port}: ${error}`;
  }
}
