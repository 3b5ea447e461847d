import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { routes } from '../contract/routes.ts';
import type { Metrics } from '../process/metrics.ts';
import { forwardingHeader } from './probes.ts';

export interface InsideParts {
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
export async function listenInside({ metrics, host, port, onError }: InsideParts) {
  const server = createServer(async ({ url, headers }, answer) => {
    if (url === routes.alive.path) return answer.end('{"status":"ok"}');
    const allowed = url === routes.metrics.path && !forwardingHeader(Object.keys(headers));
    if (!allowed) return answer.writeHead(url === routes.metrics.path ? 403 : 404).end();
    try {
      const text = await metrics.text();
      answer.writeHead(200, { 'content-type': metrics.contentType }).end(text);
    } catch (error) {
      onError(error);
      answer.writeHead(500).end();
    }
  });
  server.listen(port, host);
  await once(server, 'listening');
  const address: AddressInfo | string | null = server.address();
  const listening = typeof address === 'object' && address ? address.port : port;
  return {
    port: listening,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
