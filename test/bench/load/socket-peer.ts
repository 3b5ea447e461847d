import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { Server as SocketIoServer } from 'socket.io';
import { type WebSocket, WebSocketServer } from 'ws';
import { createPacket } from '../../../app/live/packet.ts';

/** Loops over WebSockets that send one message to each, to compare with. Talks to the bench over IPC. */
export interface SocketPeerOptions {
  readonly kind: SocketPeer;
  readonly messageMs: number;
}

/** `ready frames` writes the bytes of a frame to each connection in place of calling `send` of the package ws. */
export type SocketPeer = 'ws' | 'ready frames' | 'Socket.IO';

const delta = { turn: 'r1.critique.a2', attempt: 1, offset: 1000, text: 'some more text '.repeat(3) };
const frame = { debate: '0199f0f0-0000-7000-8000-000000000000', type: 'turn.delta', data: delta } as const;
export const message = JSON.stringify(frame);
const packet = createPacket([frame]).socket();

interface LoopViewer {
  readonly webSocket: WebSocket;
  readonly stream: Duplex;
}

/** Viewers of the same path are served together, the paths one after the other. */
function startLoops(isFramed: boolean, messageMs: number) {
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
  setInterval(() => {
    for (const group of viewers.values())
      for (const { webSocket, stream } of group) {
        if (isFramed) stream.write(packet);
        else webSocket.send(message);
      }
  }, messageMs);
  return server;
}

/** A room for each debate. */
function startSocketIo(messageMs: number) {
  const server = createServer();
  // Viewers that only read answer no ping.
  const io = new SocketIoServer(server, { transports: ['websocket'], pingInterval: 600_000 });
  const rooms = new Set<string>();
  io.on('connection', (socket) => {
    const room = String(socket.handshake.query.room);
    rooms.add(room);
    void socket.join(room);
  });
  setInterval(() => {
    for (const room of rooms) io.to(room).emit(frame.type, frame);
  }, messageMs);
  return server;
}

if (import.meta.main) {
  const { kind, messageMs }: SocketPeerOptions = JSON.parse(process.argv[2] ?? '');
  const server =
    kind === 'Socket.IO' ? startSocketIo(messageMs) : startLoops(kind === 'ready frames', messageMs);
  // Thousands of viewers connect at once; the default of 511 loses some.
  server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, () =>
    process.send?.({ port: (server.address() as AddressInfo).port }),
  );
  process.on('disconnect', () => process.exit());
}
