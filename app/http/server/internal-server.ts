import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { routes } from '../../contract/routes.ts';
import type { Metrics } from '../../runtime/metrics.ts';
import { forwardingHeader } from '../probes.ts';

export interface InternalServerOptions {
  readonly metrics: Pick<Metrics, 'text' | 'contentType'>;
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly onError: (error: unknown) => void;
}

/**
 * What a process that answers nobody shows to those who run it, on a port of its own: that it lives, and its metrics.
 * Answers where it listens, and what ends it.
 */
export async function startInternalServer({ metrics, host, port, onError }: InternalServerOptions) {
  const server = createServer(async ({ url, headers }, response) => {
    if (url === routes.alive.path) return response.end('{"status":"ok"}');
    const isMetricsRequest = url === routes.metrics.path && !forwardingHeader(Object.keys(headers));
    if (!isMetricsRequest) return response.writeHead(url === routes.metrics.path ? 403 : 404).end();
    try {
      const text = await metrics.text();
      response.writeHead(200, { 'content-type': metrics.contentType }).end(text);
    } catch (error) {
      onError(error);
      response.writeHead(500).end();
    }
  });
  server.listen(port, host);
  await once(server, 'listening');
  const address: AddressInfo | string | null = server.address();
  const boundPort = typeof address === 'object' && address ? address.port : port;
  return {
    port: boundPort,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
