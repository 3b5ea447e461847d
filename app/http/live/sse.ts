import type { Writable } from 'node:stream';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { Contract } from '../../contract/types/contract.ts';
import { assertNever } from '../../debate/core/events.ts';
import type { SocketFrame } from '../../debate/core/frames.ts';
import { createPacket } from '../../live/packet.ts';
import type { DebateKey } from '../../store/store.ts';
import type { AccessControl } from '../auth/access-control.ts';
import type { AppContext, AppDeps } from '../deps.ts';
import { throwProblem } from '../errors/problem-types.ts';

/** What both transports stand on. */
export interface LiveDeps extends Pick<AppDeps, 'hub' | 'viewers' | 'contract'> {
  readonly accessControl: Pick<AccessControl, 'keySessions'>;
}

/** Refuses one viewer more than a process may have, in all or with one key, before it is let in. */
export function admitViewer(c: AppContext, stream: Writable, { viewers, contract }: LiveDeps): void {
  // It would keep its place for ever, for it does not close any more.
  if (stream.closed || stream.destroyed)
    throwProblem('client-closed-request', 'The client did not wait for the answer.');
  const headers = { 'retry-after': `${contract.http.retryAfterSeconds}` };
  const admission = viewers.admit(stream, c.var.caller.keyId);
  switch (admission) {
    case 'admitted':
      break;
    case 'process-limit':
      throwProblem('overloaded', 'This process takes no more viewers at present. Try again in a moment.', {
        headers,
      });
      break;
    case 'key-limit':
      throwProblem('connection-limit', connectionLimitDetail(contract), { headers });
      break;
    default:
      assertNever(admission);
  }
}

const connectionLimitDetail = ({ live }: Contract): string =>
  `A key has ${live.viewersPerKeyMax} streams and sockets open at most, in one process. Close one first.`;

/** Said to every viewer at the same time, in the same bytes. */
export const heartbeatPacket = createPacket([{ type: 'heartbeat' }]);

/** Said to a viewer whose key holds no more. */
export const revokedFrame: SocketFrame = {
  type: 'error',
  code: 'unauthenticated',
  detail: 'The key that this was opened with is not valid any more.',
};

/** The cursor of a request for events: where a browser that comes back had got to, else `?after=`, else the start. */
export function readCursor(c: AppContext): number {
  const cursor = c.req.header('last-event-id') ?? c.req.query('after') ?? '0';
  const seq = /^\d+$/.test(cursor) ? Number(cursor) : Number.NaN;
  if (Number.isSafeInteger(seq)) return seq;
  return throwProblem('invalid-cursor', 'Last-Event-ID and ?after take the seq of an event: 0, 1, 2, …');
}

export interface EventStreamOptions extends LiveDeps {
  readonly key: DebateKey;
  readonly after: number;
}

/**
 * Streams a debate as server-sent events. The first says how it begins (`subscribed`). Stored events have their seq as
 * id; `turn.delta`, `turn.snapshot` and `heartbeat` have none, so a browser's cursor stands only on stored ones. The
 * stream ends after the debate's last event, and who comes back after that gets 204, which stops an EventSource.
 *
 * The bytes go to Node's response and not through Hono's, for they are shared by all viewers. A middleware that adds
 * headers to streams must therefore do so ahead of `next()`: if it touches the response afterwards Hono makes a copy
 * of it, and node-server sends the copy into the stream.
 */
export function serveEventStream(c: AppContext, deps: EventStreamOptions): Promise<Response> {
  const { key, after, hub, viewers } = deps;
  const { debate } = key;
  const { heartbeatMs, retryMs } = deps.contract.live;
  const { outgoing } = c.env;
  const headers = { ...Object.fromEntries(c.body(null).headers), ...streamHeaders };
  if (c.req.method === 'HEAD') return Promise.resolve(c.body(null, 200, headers));
  admitViewer(c, outgoing, deps);

  const response = Promise.withResolvers<Response>();
  const connection = viewers.register('sse', outgoing, {
    heartbeat() {
      if (outgoing.headersSent) connection.send(heartbeatPacket);
      return !connection.checkStalled();
    },
    askToReconnect: (reconnectMs) => end({ type: 'reconnect', retryMs: reconnectMs }),
    terminate: () => outgoing.destroy(),
  });

  function start(): void {
    if (!outgoing.headersSent) outgoing.writeHead(200, headers);
    response.resolve(RESPONSE_ALREADY_SENT);
  }

  function end(finalFrame?: SocketFrame): void {
    unsubscribe();
    start();
    if (finalFrame) connection.send(createPacket([finalFrame]));
    connection.flush();
    outgoing.end();
  }

  const unsubscribe = hub.subscribe(key, after, {
    ...connection,
    onSubscribed(mode, seq, ended) {
      if (ended && after === seq) {
        unsubscribe();
        response.resolve(c.body(null, 204));
        return;
      }
      start();
      connection.send(createPacket([{ type: 'subscribed', debate, mode, seq, heartbeatMs, retryMs }]));
    },
    onEnded(reason, seq) {
      if (reason === 'missing' && !outgoing.headersSent) response.resolve(c.notFound());
      else end(reason === 'slow' ? { type: 'evicted', debate, after: seq, retryMs } : undefined);
    },
  });
  // To go away is a viewer's right, and no error.
  outgoing.on('error', unsubscribe);
  const closeKeySession = deps.accessControl.keySessions.open(c.var, `debate/${debate}`, () =>
    end(revokedFrame),
  );
  outgoing.once('close', () => {
    unsubscribe();
    closeKeySession();
    response.resolve(RESPONSE_ALREADY_SENT);
  });
  return response.promise;
}

const streamHeaders = {
  'content-type': 'text/event-stream',
  'cache-control': 'no-store, no-transform',
  'x-accel-buffering': 'no',
};
