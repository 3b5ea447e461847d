import { type IncomingMessage, Server } from 'node:http';
import { createAdaptorServer } from '@hono/node-server';
import type { OpenAPIHono } from '@hono/zod-openapi';
import { nodeServerLimits } from '../../contract/derived.ts';
import type { Contract } from '../../contract/types/contract.ts';
import type { ViewerRegistry } from '../../live/viewer-registry.ts';
import type { DrainReason } from '../../runtime/supervisor/messages.ts';
import type { ConnectionSource } from '../../runtime/supervisor/port.ts';
import type { AppEnv } from '../context.ts';
import { handleClientErrors } from '../errors/malformed-requests.ts';
import { createWebSocketServer } from '../live/websocket/server.ts';
import { trackConnections } from './connection-tracker.ts';

export interface HttpServerOptions {
  readonly app: OpenAPIHono<AppEnv>;
  readonly contract: Contract;
  readonly viewers: ViewerRegistry;
  readonly connections: ConnectionSource;
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

/** Serves connections with the timeouts of the contract. */
export function startHttpServer({
  app,
  contract,
  viewers,
  connections,
  drainSignal,
  onResponse,
}: HttpServerOptions): RunningServer {
  const server = createAdaptorServer({
    fetch: app.fetch,
    hostname: new URL(connections.url).hostname,
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
  connections.receive((socket) => {
    server.emit('connection', socket);
    socket.resume();
  });
  // The server does not listen itself; the event starts its timeouts.
  server.emit('listening');

  const { url, port } = connections;
  return {
    url,
    port,
    async close(forceSignal, reason) {
      tracker.refuseKeepAlive();
      await connections.close();
      await viewers.drain(contract.process.viewerCloseMs);
      await (reason === 'replaced'
        ? tracker.connectionsClosed(forceSignal)
        : tracker.requestsDone(forceSignal));
      server.close();
      tracker.destroyAll();
      await tracker.connectionsClosed(new AbortController().signal);
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
