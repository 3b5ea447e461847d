import { connect } from 'node:net';
import { type TestResponse, toTestResponse } from './test-app.ts';

/**
 * Sends raw bytes and reads until the server closes the connection; '' if it sends nothing. With `end` the sending side
 * is closed after the bytes.
 */
export function sendBytes(port: number, bytes: string | Uint8Array, { end = false } = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    let received = '';
    const socket = connect(port, '127.0.0.1', () => (end ? socket.end(bytes) : socket.write(bytes)));
    socket.setEncoding('latin1');
    socket.on('data', (text: string) => {
      received += text;
    });
    socket.on('close', () => resolve(received));
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ECONNRESET' && error.code !== 'EPIPE') reject(error);
    });
  });
}

/** Parses a raw HTTP response. */
export function parseRawResponse(received: string): TestResponse {
  const [head = '', ...body] = received.split('\r\n\r\n');
  const [first = '', ...lines] = head.split('\r\n');
  const headers = new Headers(
    lines.map((line): [string, string] => {
      const [name = '', value = ''] = line.split(/:\s*/, 2);
      return [name, value];
    }),
  );
  return toTestResponse(Number(first.split(' ')[1]), headers, body.join('\r\n\r\n'));
}
