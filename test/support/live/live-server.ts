import { once } from 'node:events';
import { createAdaptorServer } from '@hono/node-server';
import { Hono } from 'hono';
import { profile } from '../../../app/contract/profiles.ts';
import type { Contract } from '../../../app/contract/types/contract.ts';
import { defaultTenant, localCaller } from '../../../app/http/auth/callers.ts';
import type { AppEnv } from '../../../app/http/context.ts';
import { createProblem, ProblemError } from '../../../app/http/errors/problem-types.ts';
import { readCursor, serveEventStream } from '../../../app/http/live/sse.ts';
import { createWebSocketHandler, createWebSocketServer } from '../../../app/http/live/websocket/server.ts';
import type { Bus } from '../../../app/live/bus.ts';
import { createHub } from '../../../app/live/hub.ts';
import { createLiveStats, type LiveStats } from '../../../app/live/stats.ts';
import { createViewerRegistry, type ViewerRegistry } from '../../../app/live/viewer-registry.ts';
import { systemClock } from '../../../app/shared/clock.ts';
import type { MemoryStore } from '../stores/memory-store.ts';

/** A real server with both live transports, and nothing else. */
export interface LiveServer {
  /** `http://127.0.0.1:…`. */
  readonly url: string;
  readonly viewers: ViewerRegistry;
  readonly stats: LiveStats;
  readonly errors: unknown[];
  close(): Promise<void>;
}

export interface LiveServerOptions {
  readonly store: MemoryStore;
  readonly bus: Bus;
  readonly contract?: Contract;
  readonly canSee?: (debate: string) => Promise<boolean>;
}

export async function startLiveServer(options: LiveServerOptions): Promise<LiveServer> {
  const { store, bus, contract = profile('test') } = options;
  const canSee = options.canSee ?? (async (debate: string) => store.log(debate).length > 0);
  const stats = createLiveStats();
  const errors: unknown[] = [];
  const onError = (error: unknown) => errors.push(error);
  const clock = systemClock;
  const hub = createHub({ store, bus, contract, clock, stats, onError });
  const viewers = createViewerRegistry({ contract, clock, stats, random: Math.random });

  const accessControl = {
    keySessions: { open: () => () => {}, closeOnRevocation: () => () => {}, revoke() {}, close() {} },
  };

  const app = new Hono<AppEnv>();
  // As the middleware of the real app: headers set before must be in the response.
  app.use(async (c, next) => {
    c.header('x-request-id', 'request-1');
    c.set('caller', localCaller);
    c.set('address', '127.0.0.1');
    await next();
  });
  app.onError((error, c) => {
    if (!(error instanceof ProblemError)) throw error;
    const { status, ...rest } = createProblem(error.code, error.message);
    return (
      Response.json({ status, ...rest }, { status, headers: { ...error.options.headers } }) ?? c.body(null)
    );
  });
  app.get('/api/v1/debates/:id/events', async (c) => {
    const debate = c.req.param('id');
    const after = readCursor(c);
    if (!(await canSee(debate))) throw new ProblemError('not-found', 'Debate not found.');
    return serveEventStream(c, {
      key: { tenant: defaultTenant, debate },
      after,
      hub,
      viewers,
      contract,
      accessControl,
    });
  });
  app.get(
    '/ws',
    createWebSocketHandler({
      hub,
      viewers,
      contract,
      accessControl,
      clock,
      onError,
      canView: (_, debate) => canSee(debate),
    }),
  );

  const server = createAdaptorServer({
    fetch: app.fetch,
    websocket: { server: createWebSocketServer(contract) },
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : address}`,
    viewers,
    stats,
    errors,
    async close() {
      hub.close();
      viewers.close();
      server.close();
      await once(server, 'close');
    },
  };
}
