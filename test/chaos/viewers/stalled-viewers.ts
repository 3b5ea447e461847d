import { once } from 'node:events';
import { connect } from 'node:net';
import { encodeClientFrame, handshakeRequest } from '../../support/live/raw-websocket.ts';

/** A client on a WebSocket that subscribes and then reads nothing, as if its machine were asleep. */
export interface StalledViewer {
  /** Wakes up, and reads to the end: resolves with the last that it was sent, up to the close frame. */
  resume(): Promise<string>;
}

const lastChars = 200;

/** The reason in the close frame of a viewer that was too slow: with its cursor. */
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
          // It does not answer a close: the server would wait for that.
          if (slowCloseReason.test(last)) socket.destroy();
        });
        socket.once('close', () => resolve(last));
        socket.resume();
      }),
  };
}
