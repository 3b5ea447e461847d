import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';
import type { Contract } from '../../../contract/types/contract.ts';
import type { SocketFrame } from '../../../debate/core/frames.ts';
import { createPacket } from '../../../live/packet.ts';
import type { ViewerConnection } from '../../../live/viewer-connection.ts';
import type { ViewerRegistry } from '../../../live/viewer-registry.ts';
import { heartbeatPacket, revokedFrame } from '../control-frames.ts';
import type { SocketErrorCode } from './client-frames.ts';

/** The sending side of one socket: control frames, heartbeats and closing. */
export interface SocketWriter {
  /** For the frames of debates. */
  readonly connection: ViewerConnection;
  send(frame: SocketFrame): void;
  sendError(code: SocketErrorCode, detail: string, debate?: string): void;
  /** Closes the socket of a viewer that is too slow; `after` is its cursor. */
  closeSlow(after?: number): void;
  /** Closes the socket of a viewer whose key is no longer valid. */
  closeRevoked(): void;
  isOpen(): boolean;
}

export interface SocketWriterDeps {
  readonly ws: WebSocket;
  /** The TCP stream of the WebSocket. Frames are encoded in advance and written to it directly. */
  readonly stream: Socket;
  readonly viewers: Pick<ViewerRegistry, 'register'>;
  readonly contract: Contract;
  /** Called when the socket starts to close; nothing is sent after that. */
  readonly onClose: () => void;
}

// Close codes from the registry of RFC 6455.
const policyViolation = 1008;
const serviceRestart = 1012;
const tryAgainLater = 1013;

export function createSocketWriter({
  ws,
  stream,
  viewers,
  contract,
  onClose,
}: SocketWriterDeps): SocketWriter {
  const connection = viewers.register('socket', stream, {
    encode: (packet) => packet.socket(),
    heartbeat,
    askToReconnect,
    terminate: () => ws.terminate(),
  });
  let open = true;
  let isPongPending = false;

  ws.on('pong', () => {
    isPongPending = false;
  });

  function heartbeat(): boolean {
    if (!open) return true;
    if (isPongPending) return false;
    isPongPending = true;
    ws.ping();
    // Pages cannot see pings, so they need a frame to detect a dead connection.
    connection.send(heartbeatPacket);
    return true;
  }

  function askToReconnect(retryMs: number): void {
    send({ type: 'reconnect', retryMs });
    close(serviceRestart, 'reconnect');
  }

  function send(frame: SocketFrame): void {
    if (!open) return;
    // The client keeps sending frames but does not read the answers.
    if (connection.unsentBytes() > contract.live.evictAtUnsentBytes) closeSlow();
    else connection.send(createPacket([frame]));
  }

  function closeSlow(after?: number): void {
    close(tryAgainLater, after === undefined ? 'slow' : `slow; after=${after}`);
  }

  function close(code: number, reason: string): void {
    if (!open) return;
    open = false;
    onClose();
    // ws writes its close frame to the same stream, and it must be the last.
    connection.flush();
    ws.close(code, reason);
  }

  return {
    connection,
    send,
    sendError(code, detail, debate) {
      send({ type: 'error', code, detail, ...(debate === undefined ? {} : { debate }) });
    },
    closeSlow,
    closeRevoked() {
      send(revokedFrame);
      close(policyViolation, 'revoked');
    },
    isOpen: () => open,
  };
}
