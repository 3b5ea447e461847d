import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { Contract } from '../../contract/types/contract.ts';
import type { StreamFrame } from '../../debate/core/frames.ts';
import type { Hub } from '../../live/hub.ts';
import { createPacket } from '../../live/packet.ts';
import type { ViewerRegistry } from '../../live/viewer-registry.ts';
import type { DebateKey } from '../../store/store.ts';
import type { KeySessions } from '../auth/key-sessions.ts';
import type { AppContext } from '../context.ts';
import { throwProblem } from '../errors/problem-types.ts';
import { admitViewer } from './admission.ts';
import { createChunkedResponse } from './chunked-response.ts';
import { heartbeatPacket, revokedFrame } from './control-frames.ts';

export interface EventStreamDeps {
  readonly hub: Pick<Hub, 'subscribe'>;
  readonly viewers: Pick<ViewerRegistry, 'admit' | 'register'>;
  readonly contract: Contract;
  readonly accessControl: { readonly keySessions: Pick<KeySessions, 'open'> };
}

export interface EventStreamOptions extends EventStreamDeps {
  readonly key: DebateKey;
  readonly after: number;
}

/**
 * The cursor of a request for events: the id of the last event, which a reconnecting EventSource sends as a header and
 * some polyfills as `?lastEventId=`, else `?after=`, else 0. An id that is no seq, such as -1 before the first event,
 * counts as 0: an EventSource that is refused never comes back.
 */
export function readCursor(c: AppContext): number {
  const lastEventId = c.req.header('last-event-id') || c.req.query('lastEventId');
  if (lastEventId) return isDigits(lastEventId) ? Math.min(Number(lastEventId), Number.MAX_SAFE_INTEGER) : 0;
  const after = c.req.query('after') ?? '0';
  const seq = isDigits(after) ? Number(after) : Number.NaN;
  if (Number.isSafeInteger(seq)) return seq;
  return throwProblem('invalid-cursor', '?after must be the seq of an event: 0, 1, 2, …');
}

const isDigits = (text: string): boolean => /^\d+$/.test(text);

/**
 * Streams a debate as server-sent events. The first one is `subscribed`. Stored events have their seq as id;
 * `turn.delta`, `turn.snapshot` and `heartbeat` have no id, so that a browser's cursor is always a stored event. The
 * stream ends after the debate's last event. Reconnecting after that is answered 204, which stops an EventSource.
 *
 * The bytes are shared by all viewers, so they go to Node's response directly and not through Hono. Middleware that
 * adds headers to streams must therefore do so before `next()`: if it changes the response afterwards, Hono copies it
 * and node-server writes the copy into the stream.
 */
export function serveEventStream(c: AppContext, options: EventStreamOptions): Promise<Response> {
  const { key, after, hub, viewers, contract, accessControl } = options;
  const { debate } = key;
  const { heartbeatMs, retryMs } = contract.live;
  const { outgoing } = c.env;
  const headers = { ...Object.fromEntries(c.body(null).headers), ...streamHeaders };
  if (c.req.method === 'HEAD') return Promise.resolve(c.body(null, 200, headers));
  admitViewer(c, outgoing, { viewers, contract });

  const response = Promise.withResolvers<Response>();
  const chunks = createChunkedResponse(outgoing);
  const connection = viewers.register('sse', outgoing, {
    encode: chunks.encode,
    heartbeat() {
      if (outgoing.headersSent) connection.send(heartbeatPacket);
      return !connection.checkStalled();
    },
    askToReconnect: (reconnectMs) => end({ type: 'reconnect', retryMs: reconnectMs }),
    terminate: () => outgoing.destroy(),
  });

  function start(): void {
    chunks.start(headers);
    response.resolve(RESPONSE_ALREADY_SENT);
  }

  function end(finalFrame?: StreamFrame): void {
    unsubscribe();
    start();
    if (finalFrame) connection.send(createPacket([finalFrame]));
    connection.flush();
    chunks.end();
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
  // A disconnect is not an error.
  outgoing.on('error', unsubscribe);
  const { caller, address } = c.var;
  const closeKeySession = accessControl.keySessions.open({ caller, address }, `debate/${debate}`, () =>
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
