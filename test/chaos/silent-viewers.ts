import { once } from 'node:events';
import { connect } from 'node:net';
import { frameOf, handshake } from '../support/raw-socket.ts';

/** A client on a WebSocket that subscribes and then reads nothing, as if its machine were asleep. */
export interface SilentViewer {
  /** Wakes up, and reads to the end: resolves with the last that it was sent before the server closed. */
  wake(): Promise<string>;
}

const lastChars = 200;

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
        });
        socket.once('close', () => resolve(last));
        socket.resume();
      }),
  };
}
