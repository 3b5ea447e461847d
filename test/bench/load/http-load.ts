import { connect } from 'node:net';

/** Sends requests as fast as they are answered, in a process of its own. Talks to the bench over IPC. */

export interface HttpLoadRequest {
  readonly port: number;
  /** The whole request, as it is sent. */
  readonly text: string;
  readonly connections: number;
  readonly seconds: number;
}

export interface HttpLoadReply {
  readonly requests: number;
  readonly seconds: number;
}

/** A whole request with a key. */
export function formatRequest(method: string, path: string, key: string, body = ''): string {
  const lines = [`${method} ${path} HTTP/1.1`, 'host: localhost', `authorization: Bearer ${key}`];
  if (body !== '') lines.push('content-type: application/json', `content-length: ${body.length}`);
  return `${lines.join('\r\n')}\r\n\r\n${body}`;
}

/** The length of a response from its head; null until the head is there. */
function readLength(response: string): number | null {
  const headLength = response.indexOf('\r\n\r\n') + 4;
  if (headLength < 4) return null;
  const head = response.slice(0, headLength);
  const [, length] = /^content-length: (\d+)/im.exec(head) ?? [];
  if (length === undefined || !/^HTTP\/1\.1 20\d/.test(head))
    throw new Error(`unexpected response:\n${response.slice(0, 500)}`);
  return headLength + Number(length);
}

/** Sends one request after the other over one connection, and counts the answers until `isOver`. */
function sendRequests({ port, text }: HttpLoadRequest, isOver: () => boolean, onAnswer: () => void) {
  return new Promise<void>((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(text));
    let response = '';
    let length: number | null = null;
    socket.on('error', reject);
    socket.on('data', (bytes: Buffer) => {
      response += bytes.toString('latin1');
      length ??= readLength(response);
      if (length === null || response.length < length) return;
      [response, length] = ['', null];
      onAnswer();
      if (!isOver()) return void socket.write(text);
      socket.destroy();
      resolve();
    });
  });
}

async function runLoad(request: HttpLoadRequest): Promise<HttpLoadReply> {
  const startedAt = performance.now();
  const passedSeconds = () => (performance.now() - startedAt) / 1000;
  let requests = 0;
  const isOver = () => passedSeconds() >= request.seconds;
  const countAnswer = () => {
    requests += 1;
  };
  const connections = Array.from({ length: request.connections }, () =>
    sendRequests(request, isOver, countAnswer),
  );
  await Promise.all(connections);
  return { requests, seconds: passedSeconds() };
}

if (import.meta.main) {
  process.on('message', async (request: HttpLoadRequest) => process.send?.(await runLoad(request)));
  process.on('disconnect', () => process.exit());
}
