import { once } from 'node:events';
import { connect } from 'node:net';
import type { ClientFrame } from '../../app/debate/frames.ts';

/** A client on a WebSocket that subscribes and then reads nothing, as if its machine were asleep. */
export interface SilentViewer {
  /** Wakes up, and reads to the end: resolves with the last that it was sent before the server closed. */
  wake(): Promise<string>;
}

const lastChars = 200;

export async function openSilent(port: number, debates: readonly string[]): Promise<SilentViewer> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {});
  socket.write(`${handshake}\r\n\r\n`);
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

const handshake = [
  'GET /ws HTTP/1.1',
  'host: localhost',
  'connection: Upgrade',
  'upgrade: websocket',
  'sec-websocket-version: 13',
  `sec-websocket-key: ${Buffer.alloc(16).toString('base64')}`,
].join('\r\n');

/** A masked text frame of less than 126 bytes (RFC 6455, 5.2); a mask of zeros changes nothing. */
function frameOf(said: ClientFrame): Buffer {
  const text = Buffer.from(JSON.stringify(said));
  return Buffer.concat([Buffer.from([0x81, 0x80 | text.length, 0, 0, 0, 0]), text]);
}
