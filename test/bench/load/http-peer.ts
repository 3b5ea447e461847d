import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import fastify from 'fastify';
import { Hono } from 'hono';
import pino from 'pino';
import { Histogram } from 'prom-client';

/** Servers to compare with, that answer every request alike. Talks to the bench over IPC. */
export type HttpPeer = 'node:http' | 'Hono' | 'Hono with request id, histogram, log' | 'Fastify';

const answer = { status: 'ok', version: '0.1.0' };

/** Each listens on a free port, and calls back with it. */
const peers: Readonly<Record<HttpPeer, (onPort: (port: number) => void) => void>> = {
  'node:http'(onPort) {
    const server = createServer((_, response) => {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(answer));
    });
    server.listen(0, '127.0.0.1', () => onPort((server.address() as AddressInfo).port));
  },
  Hono: (onPort) => listen(new Hono(), onPort),
  'Hono with request id, histogram, log': (onPort) => listen(createInstrumentedHono(), onPort),
  Fastify(onPort) {
    const app = fastify();
    app.get('/', async () => answer);
    void app.listen({ port: 0, host: '127.0.0.1' }).then((url) => onPort(Number(new URL(url).port)));
  },
};

function listen(app: Hono, onPort: (port: number) => void): void {
  app.get('/', (c) => c.json(answer));
  serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => onPort(port));
}

/** With what every service adds: a request id, a histogram of durations and a log line in JSON. */
function createInstrumentedHono(): Hono {
  const app = new Hono();
  const log = pino(pino.destination('/dev/null'));
  const seconds = new Histogram({ name: 'seconds', help: 'Duration', labelNames: ['method', 'status'] });
  app.use(async (c, next) => {
    const startedMs = performance.now();
    const requestId = randomUUID();
    c.header('x-request-id', requestId);
    await next();
    const { method, path } = c.req;
    const { status } = c.res;
    const ms = performance.now() - startedMs;
    seconds.observe({ method, status }, ms / 1000);
    log.info({ requestId, method, path, status, ms }, 'request');
  });
  return app;
}

if (import.meta.main) {
  const peer: HttpPeer = JSON.parse(process.argv[2] ?? '');
  peers[peer]((port) => process.send?.({ port }));
  process.on('disconnect', () => process.exit());
}
