import type { Writable } from 'node:stream';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { Contract } from '../contract/contract.ts';
import { assertNever } from '../debate/events.ts';
import type { SocketFrame } from '../debate/frames.ts';
import { createPacket } from '../live/packet.ts';
import type { DebateKey } from '../store/store.ts';
import type { Gate } from './gate.ts';
import type { AppContext, AppParts } from './parts.ts';
import { refuse } from './problems.ts';

/** What both transports stand on. */
export interface LiveParts extends Pick<AppParts, 'hub' | 'viewers' | 'contract'> {
  readonly gate: Pick<Gate, 'visits'>;
}

/** Refuses one viewer more than a process may have, in all or with one key, before it is let in. */
export function admitViewer(c: AppContext, stream: Writable, { viewers, contract }: LiveParts): void {
  // It would keep its place for ever, for it does not close any more.
  if (stream.closed || stream.destroyed) refuse('client-closed', 'The client did not wait for the answer.');
  const headers = { 'retry-after': `${contract.http.retryAfterSeconds}` };
  const admission = viewers.admit(stream, c.var.caller.keyId);
  switch (admission) {
    case 'admitted':
      break;
    case 'full':
      refuse('busy', 'This process takes no more viewers at present. Try again in a moment.', { headers });
      break;
    case 'full for this key':
      refuse('too-many-viewers', tooMany(contract), { headers });
      break;
    default:
      assertNever(admission);
  }
}

const tooMany = ({ live }: Contract): string =>
  `A key has ${live.viewersPerKeyMax} streams and sockets open at most, in one process. Close one first.`;

/** Said to every viewer at the same time, in the same bytes. */
export const heartbeat = createPacket([{ type: 'heartbeat' }]);

/** Said to a viewer whose key holds no more. */
export const revoked: SocketFrame = {
  type: 'error',
  code: 'unauthenticated',
  detail: 'The key that this was opened with is not valid any more.',
};

/** The cursor of a request for events: where a browser that comes back had got to, else `?after=`, else the start. */
export function cursorOf(c: AppContext): number {
  const cursor = c.req.header('last-event-id') ?? c.req.query('after') ?? '0';
  const seq = /^\d+$/.test(cursor) ? Number(cursor) : Number.NaN;
  if (Number.isSafeInteger(seq)) return seq;
  return refuse('bad-cursor', 'Last-Event-ID and ?after take the seq of an event: 0, 1, 2, …');
}

export interface EventStream extends LiveParts {
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
export function serveEventStream(c: AppContext, parts: EventStream): Promise<Response> {
  const { key, after, hub, viewers } = parts;
  const { debate } = key;
  const { heartbeatMs, retryMs } = parts.contract.live;
  const { outgoing } = c.env;
  const headers = { ...Object.fromEntries(c.body(null).headers), ...streamHeaders };
  if (c.req.method === 'HEAD') return Promise.resolve(c.body(null, 200, headers));
  admitViewer(c, outgoing, parts);

  const answer = Promise.withResolvers<Response>();
  const connection = viewers.connect('sse', outgoing, {
    beat() {
      if (outgoing.headersSent) connection.send(heartbeat);
      return !connection.stalled();
    },
    move: (laterMs) => end({ type: 'moving', retryMs: laterMs }),
    drop: () => outgoing.destroy(),
  });

  function begin(): void {
    if (!outgoing.headersSent) outgoing.writeHead(200, headers);
    answer.resolve(RESPONSE_ALREADY_SENT);
  }

  function end(lastWord?: SocketFrame): void {
    stop();
    begin();
    if (lastWord) connection.send(createPacket([lastWord]));
    connection.flush();
    outgoing.end();
  }

  const stop = hub.follow(key, after, {
    ...connection,
    subscribed(how, seq, ended) {
      if (ended && after === seq) {
        stop();
        answer.resolve(c.body(null, 204));
        return;
      }
      begin();
      connection.send(createPacket([{ type: 'subscribed', debate, how, seq, heartbeatMs, retryMs }]));
    },
    over(why, seq) {
      if (why === 'missing' && !outgoing.headersSent) answer.resolve(c.notFound());
      else end(why === 'slow' ? { type: 'closing', debate, after: seq, retryMs } : undefined);
    },
  });
  // To go away is a viewer's right, and no error.
  outgoing.on('error', stop);
  const leave = parts.gate.visits.begin(c.var, `debate/${debate}`, () => end(revoked));
  outgoing.once('close', () => {
    stop();
    leave();
    answer.resolve(RESPONSE_ALREADY_SENT);
  });
  return answer.promise;
}

const streamHeaders = {
  'content-type': 'text/event-stream',
  'cache-control': 'no-store, no-transform',
  'x-accel-buffering': 'no',
};
