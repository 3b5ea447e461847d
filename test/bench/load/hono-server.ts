import { randomUUID } from 'node:crypto';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import pino from 'pino';
import { Histogram } from 'prom-client';

/** The framework alone, or with what every service adds to it, to compare with. Talks to the bench over IPC. */

export interface HonoServerOptions {
  /** Adds a request id, a histogram of durations and a log line in JSON. */
  readonly isInstrumented: boolean;
}

function createHonoApp({ isInstrumented }: HonoServerOptions): Hono {
  const app = new Hono();
  const log = pino(pino.destination('/dev/null'));
  const seconds = new Histogram({ name: 'seconds', help: 'Duration', labelNames: ['method', 'status'] });
  if (isInstrumented)
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
  return app.get('/', (c) => c.json({ status: 'ok', version: '0.1.0' }));
}

if (import.meta.main) {
  const app = createHonoApp(JSON.parse(process.argv[2] ?? ''));
  serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => process.send?.({ port }));
  process.on('disconnect', () => process.exit());
}
