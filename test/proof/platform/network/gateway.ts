import { Agent, createServer } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Contract } from '../../../../app/contract/types/contract.ts';
import { type ConnectPolicy, connectWithRetry } from './connect.ts';
import { forwardRequest, forwardWebSocket } from './forward.ts';
import { listenOnFreePort } from './listen.ts';

/** What a gateway of AWS goes by; null: it has no such limit. */
export interface GatewayTiming extends ConnectPolicy {
  /** So long it keeps an idle connection to its origin, and one of a client; 0: for ever. */
  readonly keepAliveMs: number;
  readonly clientIdleMs: number;
  /** The longest silence of the origin, before an answer and within it. */
  readonly readMs: number | null;
  /** The longest that a whole response may take. */
  readonly completionMs: number | null;
  /** The longest that an origin may say nothing on a WebSocket. */
  readonly socketIdleMs: number | null;
}

export interface Gateway {
  readonly url: string;
  readonly port: number;
  close(): void;
}

/**
 * One gateway in front of an origin on loopback, as the two of AWS behave. It knows nothing of how its numbers relate
 * to those of others. It never asks twice: CloudFront does for GET, not for POST ("Response timeout" in its
 * developer guide). Of a client's connection that it has not used for `clientIdleMs` it closes its end, as ALB does.
 */
export async function openGateway(originPort: number, timing: GatewayTiming): Promise<Gateway> {
  const pool = new Pool(originPort, timing);
  const open = new Set<Duplex>();
  const server = createServer((incoming, outgoing) => forwardRequest(pool, timing, incoming, outgoing));
  Object.assign(server, { keepAliveTimeoutBuffer: 0, headersTimeout: 0, requestTimeout: 0 });
  server.keepAliveTimeout = timing.clientIdleMs;
  server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  server.on('upgrade', (incoming, socket) => forwardWebSocket(pool, timing, incoming, socket));
  const port = await listenOnFreePort(server);
  return {
    ...{ port, url: `http://127.0.0.1:${port}` },
    close() {
      server.close();
      pool.destroy();
      for (const socket of open) socket.destroy();
    },
  };
}

/** As CloudFront goes by the contract. */
export const cdnTiming = ({ edge, deployment: { cdn } }: Contract): GatewayTiming => ({
  ...cdn,
  readMs: edge.gatewayReadMs,
  // Its clients are not looked at.
  clientIdleMs: 0,
});

/** As ALB goes by the contract: it has one idle time for either side. It tries to connect for ten seconds, once. */
export const balancerTiming = ({ edge: { gatewayIdleMs } }: Contract): GatewayTiming => ({
  ...{ connectMs: 10_000, connectAttempts: 1 },
  ...{ keepAliveMs: gatewayIdleMs ?? 0, clientIdleMs: gatewayIdleMs ?? 0, readMs: gatewayIdleMs },
  ...{ completionMs: null, socketIdleMs: gatewayIdleMs },
});

/** Its connections to the origin. */
class Pool extends Agent {
  readonly #connect: () => Promise<Socket>;

  constructor(port: number, times: GatewayTiming) {
    super({ keepAlive: true, timeout: times.keepAliveMs });
    this.#connect = () => connectWithRetry(port, times);
  }

  override createConnection(_: unknown, done?: (error: Error | null, stream: Duplex) => void): undefined {
    this.#connect().then(
      (socket) => done?.(null, socket),
      // With an error, nobody looks at the connection.
      (error) => done?.(error, new Socket()),
    );
  }
}
