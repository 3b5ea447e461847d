import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';
import type { Contract } from '../contract/contract.ts';
import type { SocketFrame } from '../debate/frames.ts';
import type { Connection } from '../live/connection.ts';
import { createPacket } from '../live/packet.ts';
import type { Viewers } from '../live/viewers.ts';
import { heartbeat, revoked } from './live.ts';
import type { SocketErrorCode } from './socket-frames.ts';

/** One socket as it is spoken into: control frames, heartbeats and the end. */
export interface Line {
  /** For the frames of debates. */
  readonly connection: Connection;
  say(frame: SocketFrame): void;
  fail(code: SocketErrorCode, detail: string, debate?: string): void;
  /** Closes the socket of a viewer that is too slow; `after` is its cursor. */
  shutSlow(after?: number): void;
  /** Closes the socket of a viewer whose key holds no more. */
  shutRevoked(): void;
  isOpen(): boolean;
}

export interface LineParts {
  readonly ws: WebSocket;
  /** What lies under the WebSocket: our frames are made beforehand, and are written past it. */
  readonly stream: Socket;
  readonly viewers: Viewers;
  readonly contract: Contract;
  /** Nothing can be said any more. */
  readonly onShut: () => void;
}

/** Close codes from the registry of RFC 6455. */
const policyViolation = 1008;
const serviceRestart = 1012;
const tryAgainLater = 1013;

export function createLine({ ws, stream, viewers, contract, onShut }: LineParts): Line {
  const connection = viewers.connect('socket', stream, { beat, move, drop: () => ws.terminate() });
  let open = true;
  let pingUnanswered = false;

  ws.on('pong', () => {
    pingUnanswered = false;
  });

  function beat(): boolean {
    if (!open) return true;
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

  function say(frame: SocketFrame): void {
    if (!open) return;
    // Somebody who asks and asks, and does not read the answers.
    if (connection.unsentBytes() > contract.live.viewerQueueBytesMax) shutSlow();
    else connection.send(createPacket([frame]));
  }

  function shutSlow(after?: number): void {
    shut(tryAgainLater, after === undefined ? 'slow' : `slow; after=${after}`);
  }

  function shut(code: number, reason: string): void {
    if (!open) return;
    open = false;
    onShut();
    // ws writes to the same stream, and its close frame has to be the last.
    connection.flush();
    ws.close(code, reason);
  }

  return {
    connection,
    say,
    fail(code, detail, debate) {
      say({ type: 'error', code, detail, ...(debate === undefined ? {} : { debate }) });
    },
    shutSlow,
    shutRevoked() {
      say(revoked);
      shut(policyViolation, 'revoked');
    },
    isOpen: () => open,
  };
}
