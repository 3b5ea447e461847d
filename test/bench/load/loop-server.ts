import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { createPacket } from '../../../app/live/packet.ts';

/** A loop over WebSockets that sends one message to each, to compare with. Talks to the bench over IPC. */

export interface LoopServerOptions {
  /** Writes the bytes of a frame to each connection in place of calling `send` of the package ws. */
  readonly isFramed: boolean;
  readonly messageMs: number;
}

const delta = { turn: 'r1.critique.a2', attempt: 1, offset: 1000, text: 'some more text '.repeat(3) };
const frame = { debate: '0199f0f0-0000-7000-8000-000000000000', type: 'turn.delta', data: delta } as const;
const message = JSON.stringify(frame);
const packet = createPacket([frame]).socket();

interface LoopViewer {
  readonly webSocket: WebSocket;
  readonly stream: Duplex;
}

/** Viewers of the same path are served together, the paths one after the other. */
function startLoops({ isFramed, messageMs }: LoopServerOptions) {
  const viewers = new Map<string, LoopViewer[]>();
  const webSockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
  const server = createServer();
  server.on('upgrade', (request: IncomingMessage, stream, head) => {
    webSockets.handleUpgrade(request, stream, head, (webSocket) => {
      const path = request.url ?? '';
      const added: LoopViewer = { webSocket, stream };
      viewers.set(path, [...(viewers.get(path) ?? []), added]);
      webSocket.on('error', () => {});
      webSocket.on('close', () =>
        viewers.set(
          path,
          (viewers.get(path) ?? []).filter((viewer) => viewer !== added),
        ),
      );
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

if (import.meta.main) {
  const server = startLoops(JSON.parse(process.argv[2] ?? ''));
  server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }));
  process.on('disconnect', () => process.exit());
}
