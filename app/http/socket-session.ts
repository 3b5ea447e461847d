import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';
import type { Contract } from '../contract/contract.ts';
import { assertNever } from '../debate/events.ts';
import type { SocketFrame } from '../debate/frames.ts';
import { createPacket } from '../live/packet.ts';
import type { Timers } from '../live/timers.ts';
import type { Viewers } from '../live/viewers.ts';
import { heartbeat } from './live.ts';
import { createFrameRate, readFrame, type SocketErrorCode } from './socket-frames.ts';
import { createSubscriptions, type SubscriptionsParts } from './socket-subscriptions.ts';

export interface SessionParts extends Pick<SubscriptionsParts, 'hub' | 'canSee' | 'onError'> {
  readonly ws: WebSocket;
  /** What lies under the WebSocket: our frames are made beforehand, and are written past it. */
  readonly stream: Socket;
  readonly viewers: Viewers;
  readonly contract: Contract;
  readonly timers: Timers;
}

/** One WebSocket. */
export interface Session {
  /** A message from the client. Whatever is wrong with it is answered with an `error` frame. */
  receive(data: unknown): void;
  /** The socket has closed. */
  close(): void;
}

/** Close codes from the registry of RFC 6455. */
const serviceRestart = 1012;
const tryAgainLater = 1013;

export function createSession(parts: SessionParts): Session {
  const { ws, stream, viewers, contract, timers } = parts;
  const connection = viewers.connect('socket', stream, { beat, move, drop: () => ws.terminate() });
  const subscriptions = createSubscriptions({ ...parts, connection, say, fail, slow });
  const rate = createFrameRate(contract, timers.now);
  let closing = false;
  let pingUnanswered = false;

  ws.on('pong', () => {
    pingUnanswered = false;
  });

  function beat(): boolean {
    if (closing) return true;
    if (pingUnanswered) return false;
    pingUnanswered = true;
    ws.ping();
    // A page cannot see pings, and has to find out for itself that its connection is dead.
    connection.send(heartbeat);
    return true;
  }

  function move(retryMs: number): void {
    say({ type: 'moving', retryMs });
    shut(serviceRestart, 'moving');
  }

  function slow(after: number): void {
    shut(tryAgainLater, `slow; after=${after}`);
  }

  function shut(code: number, reason: string): void {
    if (closing) return;
    closing = true;
    subscriptions.clear();
    // ws writes to the same stream, and its close frame has to be the last.
    connection.flush();
    ws.close(code, reason);
  }

  function say(frame: SocketFrame): void {
    if (closing) return;
    // Somebody who asks and asks, and does not read the answers.
    if (connection.unsentBytes() > contract.live.viewerQueueBytesMax) shut(tryAgainLater, 'slow');
    else connection.send(createPacket([frame]));
  }

  function fail(code: SocketErrorCode, detail: string, debate?: string): void {
    say({ type: 'error', code, detail, ...(debate === undefined ? {} : { debate }) });
  }

  return {
    receive(data) {
      if (closing || !withinRate()) return;
      const read = readFrame(data);
      if ('problem' in read) return fail('malformed-frame', read.problem);
      const { frame } = read;
      switch (frame.type) {
        case 'subscribe':
          return subscriptions.subscribe(frame.debate, frame.after ?? 0);
        case 'unsubscribe':
          return subscriptions.unsubscribe(frame.debate);
        case 'ping':
          return say({ type: 'pong' });
        default:
          return assertNever(frame);
      }
    },
    close() {
      closing = true;
      subscriptions.clear();
    },
  };

  function withinRate(): boolean {
    const counted = rate();
    const { framesPerSecondMax } = contract.live;
    if (counted === 'first-over') {
      fail('too-many-frames', `More than ${framesPerSecondMax} frames in a second: the others are ignored.`);
    }
    return counted === 'within';
  }
}
