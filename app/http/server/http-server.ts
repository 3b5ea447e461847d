import { once } from 'node:events';
import { type IncomingMessage, Server } from 'node:http';
import { Server as NetServer } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import type { OpenAPIHono } from '@hono/zod-openapi';
import { nodeServerLimits } from '../../contract/derived.ts';
import type { Contract } from '../../contract/types/contract.ts';
import type { ViewerRegistry } from '../../live/viewer-registry.ts';
import type { DrainReason } from '../../runtime/supervisor/messages.ts';
import type { AppEnv } from '../context.ts';
import { handleClientErrors } from '../errors/malformed-requests.ts';
import { createWebSocketServer } from '../live/websocket/server.ts';
import { trackConnections } from './connection-tracker.ts';

export interface HttpServerOptions {
  readonly app: OpenAPIHono<AppEnv>;
  readonly contract: Contract;
  readonly viewers: ViewerRegistry;
  readonly host: string;
  /** 0 selects a free port. */
  readonly port: number;
  /** Aborts when this process begins to drain: from then on, connections close after their response. */
  readonly drainSignal: AbortSignal;
  /** Called for every finished response. */
  readonly onResponse?: (() => void) | undefined;
}

export interface RunningServer {
  /** `http://127.0.0.1:8080`. */
  readonly url: string;
  readonly port: number;
  /**
   * Stops accepting connections, asks viewers to reconnect, waits for unfinished responses, then closes the remaining
   * connections. With the reason `replaced` it also waits for idle connections to close: each closes after its next
   * response, so a request that is already on its way is not lost. Stops waiting when `forceSignal` aborts.
   */
  close(forceSignal: AbortSignal, reason?: DrainReason): Promise<void>;
}

/** The server cannot listen. The message is for the operator and names the fix. */
export class ListenError extends Error {
  override readonly name = 'ListenError';
}

/** Listens with the timeouts of the contract. Throws a ListenError. */
export async function startHttpServer({
  app,
  contract,
  viewers,
  host,
  port,
  drainSignal,
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
  drainSignal.addEventListener('abort', tracker.refuseKeepAlive, { once: true });
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
      // http.Server.close would also destroy connections whose response is written but not yet sent.
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
 * Other upgrades (h2c) and handshakes with an invalid URL are handled as plain requests: node-server would not respond
 * to the former and would report the latter as an internal error.
 */
function isWebSocketHandshake({ headers, url = '' }: IncomingMessage): boolean {
  if (headers.upgrade?.toLowerCase() !== 'websocket') return false;
  return URL.canParse(url.startsWith('/') ? `http://${headers.host ?? 'localhost'}${url}` : url);
}

function describeListenError(error: unknown, host: string, port: number): string {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  switch (code) {
    case 'EADDRINUSE':
      return (
        `Port ${port} on ${host} is in use. Stop the process that listens there, or set PORT to another port ` +
        '(0 selects a free one).'
      );
    case 'EACCES':
      return `This user may not listen on port ${port}. Set PORT to a port above 1023.`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `This machine does not have the address ${host}. Set HOST to one that it has, such as 127.0.0.1.`;
    default:
      return `The server cannot listen on ${host}, port ${port}: ${error}`;
  }
}
