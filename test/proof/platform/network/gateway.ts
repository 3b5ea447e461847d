import { Agent, createServer } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Contract } from '../../../../app/contract/types/contract.ts';
import { connectWithRetry } from './connect.ts';
import { forwardRequest, forwardWebSocket } from './forward.ts';
import type { GatewayTiming } from './gateway-timing.ts';
import { listenOnFreePort } from './listen.ts';

export interface Gateway {
  readonly url: string;
  readonly port: number;
  close(): void;
}

/**
 * Imitates CloudFront or ALB in front of an origin on loopback. It never retries: CloudFront retries GET but not POST
 * ("Response timeout" in its developer guide). It closes client connections idle for `clientIdleMs`, as ALB does.
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
    port,
    url: `http://127.0.0.1:${port}`,
    close() {
      server.close();
      pool.destroy();
      for (const socket of open) socket.destroy();
    },
  };
}

/** The timing of CloudFront in the contract. */
export const cdnTiming = ({ edge, deployment: { cdn } }: Contract): GatewayTiming => ({
  ...cdn,
  keepAliveMs: cdn.keepAliveMs ?? 0,
  readMs: edge.gatewayReadMs,
  // No experiment covers its clients.
  clientIdleMs: 0,
});

/** The timing of ALB in the contract: one idle timeout for both sides, one connection attempt of ten seconds. */
export const balancerTiming = ({ edge: { gatewayIdleMs } }: Contract): GatewayTiming => ({
  connectMs: 10_000,
  connectAttempts: 1,
  keepAliveMs: gatewayIdleMs ?? 0,
  clientIdleMs: gatewayIdleMs ?? 0,
  readMs: gatewayIdleMs,
  completionMs: null,
  socketIdleMs: gatewayIdleMs,
});

/** The connections to the origin. */
class Pool extends Agent {
  readonly #connect: () => Promise<Socket>;

  constructor(port: number, times: GatewayTiming) {
    super({ keepAlive: true, timeout: times.keepAliveMs });
    this.#connect = () => connectWithRetry(port, times);
  }

  override createConnection(_: unknown, done?: (error: Error | null, stream: Duplex) => void): undefined {
    this.#connect().then(
      (socket) => done?.(null, socket),
      // With an error, the socket is ignored.
      (error) => done?.(error, new Socket()),
    );
  }
}
