import { once } from 'node:events';
import { connect } from 'node:net';
import { frameOf, handshake } from '../support/raw-socket.ts';

/** A client on a WebSocket that subscribes and then reads nothing, as if its machine were asleep. */
export interface SilentViewer {
  /** Wakes up, and reads to the end: resolves with the last that it was sent, up to the close frame. */
  wake(): Promise<string>;
}

const lastChars = 200;

/** The reason in the close frame of a viewer that was too slow: with its cursor. */
export const slowClose: RegExp = /slow; after=\d+$/;

export async function openSilent(port: number, debates: readonly string[]): Promise<SilentViewer> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {});
  socket.write(handshake);
  await once(socket, 'data');
  socket.pause();
  for (const debate of debates) socket.write(frameOf({ type: 'subscribe', debate }));
  return {
    wake: () =>
      new Promise((resolve) => {
        let last = '';
        socket.on('data', (bytes: Buffer) => {
          last = (last + bytes.subarray(-lastChars).toString('latin1')).slice(-lastChars);
          // It does not answer a close: the server would wait for that.
          if (slowClose.test(last)) socket.destroy();
        });
        socket.once('close', () => resolve(last));
        socket.resume();
      }),
  };
}
