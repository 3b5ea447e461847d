import type { ClientFrame } from '../../../app/debate/core/frames.ts';

/** A handwritten WebSocket handshake, for requests that a WebSocket library would not send. */
export const handshakeRequest = [
  'GET /ws HTTP/1.1',
  'host: localhost',
  'connection: Upgrade',
  'upgrade: websocket',
  'sec-websocket-version: 13',
  `sec-websocket-key: ${Buffer.alloc(16).toString('base64')}`,
  '\r\n',
].join('\r\n');

/** A masked text frame of less than 126 bytes (RFC 6455, 5.2); a mask of zeros changes nothing. */
export function encodeClientFrame(frame: ClientFrame): Buffer {
  const text = Buffer.from(JSON.stringify(frame));
  return Buffer.concat([Buffer.from([0x81, 0x80 | text.length, 0, 0, 0, 0]), text]);
}

/** A masked pong without content. */
export const pongFrame = Buffer.from([0x8a, 0x80, 0, 0, 0, 0]);
