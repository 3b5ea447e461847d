import { once } from 'node:events';
import { connect } from 'node:net';
import { encodeClientFrame, handshakeRequest } from '../../support/live/raw-websocket.ts';

/** A WebSocket client that subscribes and then stops reading. */
export interface StalledViewer {
  /** Reads to the end and resolves with the last frames, up to the close frame. */
  resume(): Promise<string>;
}

const lastChars = 200;

/** The reason in the close frame of a slow viewer, which contains its cursor. */
export const slowCloseReason: RegExp = /slow; after=\d+$/;

export async function openStalledViewer(port: number, debates: readonly string[]): Promise<StalledViewer> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {});
  socket.write(handshakeRequest);
  await once(socket, 'data');
  socket.pause();
  for (const debate of debates) socket.write(encodeClientFrame({ type: 'subscribe', debate }));
  return {
    resume: () =>
      new Promise((resolve) => {
        let last = '';
        socket.on('data', (bytes: Buffer) => {
          last = (last + bytes.subarray(-lastChars).toString('latin1')).slice(-lastChars);
          // Does not answer the close, for which the server would wait.
          if (slowCloseReason.test(last)) socket.destroy();
        });
        socket.once('close', () => resolve(last));
        socket.resume();
      }),
  };
}
