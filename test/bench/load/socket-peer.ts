import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { Server as SocketIoServer } from 'socket.io';
import { type WebSocket, WebSocketServer } from 'ws';
import { createPacket } from '../../../app/live/packet.ts';

/** Loops over WebSockets that send the same message to each, to compare with. Talks to the bench over IPC. */
export interface SocketPeerOptions {
  readonly kind: SocketPeer;
  /** Between two rounds. 0: as fast as the viewers take them. */
  readonly roundMs: number;
  /** In a round. */
  readonly messages: number;
}

/**
 * `ready frames` writes the bytes of a frame to each connection in place of calling `send` of the package ws, and
 * `joined frames` those of a whole round in one write.
 */
export type SocketPeer = 'ws' | 'ready frames' | 'joined frames' | 'Socket.IO';

const delta = { turn: 'r1.critique.a2', attempt: 1, offset: 1000, text: 'some more text '.repeat(3) };
const frame = { debate: '0199f0f0-0000-7000-8000-000000000000', type: 'turn.delta', data: delta } as const;
export const message = JSON.stringify(frame);
const readyFrame = createPacket([frame]).socket();

interface LoopViewer {
  readonly webSocket: WebSocket;
  readonly stream: Duplex;
}

type LoopKind = Exclude<SocketPeer, 'Socket.IO'>;

/** Viewers of the same path are served together, the paths one after the other. */
function startLoops(kind: LoopKind, { roundMs, messages }: SocketPeerOptions) {
  const viewers = new Map<string, LoopViewer[]>();
  const webSockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
  const server = createServer();
  server.on('upgrade', (request: IncomingMessage, stream, head) => {
    webSockets.handleUpgrade(request, stream, head, (webSocket) => {
      const path = request.url ?? '';
      const group = viewers.get(path) ?? [];
      viewers.set(path, group);
      group.push({ webSocket, stream });
      webSocket.on('error', () => {});
    });
  });
  const joined = Buffer.concat(Array.from({ length: messages }, () => readyFrame));
  const writes = kind === 'joined frames' ? 1 : messages;
  repeat(roundMs, () => {
    for (const group of viewers.values())
      for (let write = 0; write < writes; write += 1)
        for (const { webSocket, stream } of group) {
          if (roundMs === 0 && stream.writableLength > 0) continue;
          if (kind === 'ws') webSocket.send(message);
          else stream.write(kind === 'joined frames' ? joined : readyFrame);
        }
  });
  return server;
}

function repeat(roundMs: number, round: () => void): void {
  if (roundMs > 0) return void setInterval(round, roundMs);
  setImmediate(() => {
    round();
    repeat(roundMs, round);
  });
}

/** A room for each debate. */
function startSocketIo({ roundMs, messages }: SocketPeerOptions) {
  const server = createServer();
  // Viewers that only read answer no ping.
  const io = new SocketIoServer(server, { transports: ['websocket'], pingInterval: 600_000 });
  const rooms = new Set<string>();
  io.on('connection', (socket) => {
    const room = String(socket.handshake.query.room);
    rooms.add(room);
    void socket.join(room);
  });
  repeat(roundMs, () => {
    for (const room of rooms)
      for (let sent = 0; sent < messages; sent += 1) io.to(room).emit(frame.type, frame);
  });
  return server;
}

if (import.meta.main) {
  const options: SocketPeerOptions = JSON.parse(process.argv[2] ?? '');
  const { kind } = options;
  const server = kind === 'Socket.IO' ? startSocketIo(options) : startLoops(kind, options);
  // Thousands of viewers connect at once; the default of 511 loses some.
  server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, () =>
    process.send?.({ port: (server.address() as AddressInfo).port }),
  );
  process.on('disconnect', () => process.exit());
}
