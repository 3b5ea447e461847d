import { once } from 'node:events';
import { createAdaptorServer } from '@hono/node-server';
import { Hono } from 'hono';
import type { Contract } from '../../app/contract/contract.ts';
import { profile } from '../../app/contract/profiles.ts';
import { homeTenant, localCaller } from '../../app/http/access.ts';
import { cursorOf, serveEventStream } from '../../app/http/live.ts';
import type { AppEnv } from '../../app/http/parts.ts';
import { problem, Refusal } from '../../app/http/problems.ts';
import { createSocketServer, liveSocket } from '../../app/http/socket.ts';
import type { Bus } from '../../app/live/bus.ts';
import { createCounts, type LiveCounts } from '../../app/live/counts.ts';
import { createHub } from '../../app/live/follow.ts';
import { systemTimers } from '../../app/live/timers.ts';
import { createViewers, type Viewers } from '../../app/live/viewers.ts';
import type { MemoryStore } from './memory-store.ts';

/** A process that does nothing but serve viewers: both transports on a real server. */
export interface LiveServer {
  /** `http://127.0.0.1:…`. */
  readonly url: string;
  readonly viewers: Viewers;
  readonly counts: LiveCounts;
  readonly errors: unknown[];
  close(): Promise<void>;
}

export interface LiveServerParts {
  readonly store: MemoryStore;
  readonly bus: Bus;
  readonly contract?: Contract;
  readonly canSee?: (debate: string) => Promise<boolean>;
}

export async function startLiveServer(parts: LiveServerParts): Promise<LiveServer> {
  const { store, bus, contract = profile('test') } = parts;
  const canSee = parts.canSee ?? (async (debate: string) => store.log(debate).length > 0);
  const counts = createCounts();
  const errors: unknown[] = [];
  const onError = (error: unknown) => errors.push(error);
  const timers = systemTimers;
  const hub = createHub({ store, bus, contract, timers, counts, onError });
  const viewers = createViewers({ contract, timers, counts, random: Math.random });

  const gate = { visits: { begin: () => () => {}, whileValid: () => () => {}, revoke() {}, close() {} } };

  const app = new Hono<AppEnv>();
  // As a middleware of the real surface does: what it sets beforehand must be in the answer.
  app.use(async (c, next) => {
    c.header('x-request-id', 'request-1');
    c.set('caller', localCaller);
    c.set('address', '127.0.0.1');
    await next();
  });
  app.onError((error, c) => {
    if (!(error instanceof Refusal)) throw error;
    const { status, ...rest } = problem(error.code, error.message);
    return (
      Response.json({ status, ...rest }, { status, headers: { ...error.extras.headers } }) ?? c.body(null)
    );
  });
  app.get('/api/v1/debates/:id/events', async (c) => {
    const debate = c.req.param('id');
    const after = cursorOf(c);
    if (!(await canSee(debate))) throw new Refusal('not-found', 'There is no such debate.');
    return serveEventStream(c, { key: { tenant: homeTenant, debate }, after, hub, viewers, contract, gate });
  });
  app.get(
    '/ws',
    liveSocket({ hub, viewers, contract, gate, timers, onError, canSee: (_, debate) => canSee(debate) }),
  );

  const server = createAdaptorServer({
    fetch: app.fetch,
    websocket: { server: createSocketServer(contract) },
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : address}`,
    viewers,
    counts,
    errors,
    async close() {
      hub.close();
      viewers.close();
      server.close();
      await once(server, 'close');
    },
  };
}
